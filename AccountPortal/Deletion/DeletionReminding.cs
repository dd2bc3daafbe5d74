using AccountPortal.Background;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>Sends the mails before deletions when their time has come.</summary>
internal sealed class DeletionReminding(IServiceScopeFactory scopes, TimeProvider clock, IOptions<DeletionSettings> settings, ILogger<DeletionReminding> logger)
    : Rounds(settings.Value.Interval, clock, logger)
{
    protected override string Work => "Mails before deletions";

    protected override async Task<bool> RunAsync(CancellationToken stoppingToken)
    {
        // Each in a scope of its own: one that fails must not drag what it tracked into the next.
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DeletionReminders>().SendNextAsync(stoppingToken);
    }
}
