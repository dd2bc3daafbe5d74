using AccountPortal.Retention;

namespace AccountPortal.Security;

internal sealed class ThrottleRetention : IRetentionRules
{
    // One that was free only just now may be in use again at this moment, by a request that would wait.
    private static readonly TimeSpan Rested = TimeSpan.FromHours(1);

    public IEnumerable<RetentionRule> Rules =>
    [
        new("throttles", "Counters of tries")
        {
            Says = "A counter in which all tries are free again is deleted. Its name is a keyed hash; it never held an address.",
            KeptFor = "an hour after it is free",
            Steps = [new TableStep("throttles", "free_at", Rested)],
        },
    ];
}
