using AccountPortal.Shared;

namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Devices in use on different networks within minutes. A phone beside a computer does that now and then, two computers hardly do. It needs no places.</summary>
internal static class NetworksAtOnce
{
    public const string Kind = "networks-at-once";

    /// <summary>Less than it takes to get from one desk to another.</summary>
    public static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(15);

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var atOnce = evidence.Pairs(AtOnce)
            .Where(pair => pair.One.Network is { } one && pair.Other.Network is { } other && one != other && pair.One.GapTo(pair.Other) <= AtOnce)
            .ToList();
        var days = atOnce.Select(pair => pair.Other.Day).Distinct().Count();
        var computers = atOnce.Where(pair => !pair.One.Device.IsPhone && !pair.Other.Device.IsPhone).ToList();
        var computerDays = computers.Select(pair => pair.Other.Day).Distinct().Count();
        var (first, second) = computers.Concat(atOnce).FirstOrDefault();
        return first is null ? null : Part.Of(Kind, Ramp.Points(3, days, 0, 8) + Ramp.Points(11, computerDays, 0, 2), new()
        {
            ["Days"] = $"on {Duration.Count(days, "day")}, with two computers on {Duration.Count(computerDays, "day")}",
            ["Example"] = $"{first.Device.Name} on {first.Network} and {second.Device.Name} on {second.Network} within {AtOnce.TotalMinutes:0} minutes",
        });
    }
}
