using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Retention;

internal sealed class RunRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("retention-runs", "Runs of these rules")
        {
            Says = "When a rule was applied and how many rows it removed. The last run of each rule stays.",
            KeptFor = Duration.InWords(settings.Value.Runs),
            Setting = "Retention:Runs",
            Steps =
            [
                new TableStep("retention_runs", "started_at", settings.Value.Runs)
                {
                    And = "exists (select from retention_runs later where later.rule = t.rule and later.started_at > t.started_at)",
                },
            ],
        },
    ];
}
