using AccountPortal.Retention;

namespace AccountPortal.StepUp;

internal sealed class KeptFormRetention : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("kept-forms", "Forms that wait for a confirmation")
        {
            Says = "A form that was kept (encrypted) while somebody had to confirm that it's them is deleted.",
            KeptFor = "15 minutes",
            Steps = [new TableStep("kept_forms", "expires_at", TimeSpan.Zero)],
        },
    ];
}
