using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Operation;

/// <summary>Warns of certificates that end.</summary>
internal sealed class CertificateRounds(IServiceScopeFactory scopes, TimeProvider clock, IOptions<SamlSettings> settings, ILogger<CertificateRounds> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    protected override string Work => "Warnings about certificates";

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CertificateWarnings>().SendNextAsync(stoppingToken);
    }
}
