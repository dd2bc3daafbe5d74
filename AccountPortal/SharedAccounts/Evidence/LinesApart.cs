using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>
/// Devices that were never behind one internet line. Those of a person or a family were, sooner or later, whatever the place databases say of the line:
/// proven to share one, they count nothing here. An address that changes each day proves it too, for those who use it on one day.
/// </summary>
internal static class LinesApart
{
    public const string Kind = "lines-apart";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var all = evidence.Lined;
        var groups = evidence.LineGroups.Count;
        var computers = all.Where(one => one is { IsLasting: true, IsAliveAtWeekends: true } && one.Device.IsComputer && !all.Any(other => other != one && other.Device.IsComputer && other.HasMet(one)));
        var alone = SideBySide.Most([.. computers.Select(computer => (computer.First, computer.Last))]);
        return Part.Of(Kind, Ramp.Points(6, groups, 1, 2) + Ramp.Points(10, alone, 0, 1) + Ramp.Points(10, alone, 1, 2), new()
        {
            ["Groups"] = $"{Duration.Count(groups, "group")} of devices that were never behind the same internet line",
            ["Computers"] = $"{Duration.Count(alone, "computer")} used at weekends that never shared a line with another computer",
        });
    }
}
