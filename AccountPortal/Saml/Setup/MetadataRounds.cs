using AccountPortal.Background;

namespace AccountPortal.Saml.Setup;

/// <summary>Looks every few minutes whose metadata is due.</summary>
internal sealed class MetadataRounds(IServiceScopeFactory scopes, TimeProvider clock, ILogger<MetadataRounds> logger) : Rounds(TimeSpan.FromMinutes(5), clock, logger)
{
    protected override string Work => "Readings of companies' metadata";

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MetadataRefresh>().RefreshNextAsync(stoppingToken) && !stoppingToken.IsCancellationRequested;
    }
}
