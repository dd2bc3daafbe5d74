using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>How long sessions are remembered that ended, and that those end whose browsers never come back.</summary>
internal sealed class SessionRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    private const string Table = "ended_sessions";

    public IEnumerable<RetentionRule> Rules =>
    [
        new("overdue-sessions", "Sessions whose time is over")
        {
            Says = "A session that is over by time and whose browser never came back is ended.",
            KeptFor = "until the next round",
            Steps = [new OverdueStep()],
        },
        new("ended-sessions", "Ended sessions")
        {
            Says = "Sessions that ended, with device, address and reason, are deleted.",
            KeptFor = Duration.InWords(settings.Value.EndedSessions),
            Setting = "Retention:EndedSessions",
            Steps = [new TableStep(Table, "ended_at", settings.Value.EndedSessions)],
        },
        new("ended-session-addresses-cut", "Addresses of ended sessions")
        {
            Says = "Addresses of ended sessions that are still kept are cut to their /24 or, for IPv6, /48.",
            KeptFor = Duration.InWords(settings.Value.IpCutAfter),
            Setting = "Retention:IpCutAfter",
            Steps =
            [
                .. CutAddress.WholeBits.Select(bits => new TableStep(Table, "ended_at", settings.Value.IpCutAfter)
                {
                    Where = $"masklen(t.ip) = {bits}",
                    Sets = $"ip = {CutAddress.Cut}",
                }),
            ],
        },
    ];

    /// <summary>Walks through the sessions by their ids: when they were last active is in no index, so that touching one stays cheap.</summary>
    private sealed class OverdueStep : RetentionStep
    {
        public override async Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken)
        {
            var (ended, next) = await services.GetRequiredService<SessionEnding>().EndOverdueAmongAsync((Guid?)after ?? Guid.Empty, PortionSize, cancellationToken);
            return new RetentionPortion(ended, next);
        }
    }
}
