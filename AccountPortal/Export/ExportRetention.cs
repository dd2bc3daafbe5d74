using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Export;

internal sealed class ExportRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    private static readonly string[] Done = [ExportState.Fetched, ExportState.Expired, ExportState.Failed];

    public IEnumerable<RetentionRule> Rules =>
    [
        new("data-exports", "Exports")
        {
            Says = "That somebody asked for their data is deleted, once the archive was fetched, expired or could not be made.",
            KeptFor = Duration.InWords(settings.Value.DataExports),
            Setting = "Retention:DataExports",
            Steps = [.. Done.Select(state => new TableStep("data_exports", "requested_at", settings.Value.DataExports) { Where = $"t.state = '{state}'" })],
        },
    ];
}
