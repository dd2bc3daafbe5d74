using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Operation;

/// <summary>Looks for the proofs of domains again, each day.</summary>
internal sealed class DomainRounds(IServiceScopeFactory scopes, TimeProvider clock, IOptions<SamlSettings> settings, ILogger<DomainRounds> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    protected override string Work => "Checks of companies' domains";

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DomainCheck>().RunNextAsync(stoppingToken);
    }
}
