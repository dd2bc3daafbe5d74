using AccountPortal.Background;

namespace AccountPortal.TwoFactor;

/// <summary>Carries out resets of second factors when their time has come, as long as the portal runs.</summary>
internal sealed class FactorResetting(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FactorResetting> logger)
    : Rounds(TimeSpan.FromSeconds(5), clock, logger)
{
    protected override string Work => "Resets of second factors";

    // Each in a scope of its own: one that fails must not drag what it tracked into the next.
    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<FactorResets>().ApplyNextAsync(stoppingToken);
    }
}
