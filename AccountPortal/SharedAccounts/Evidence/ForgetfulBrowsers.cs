namespace AccountPortal.SharedAccounts.Evidence;

/// <summary>Speaks against several people: a browser that keeps no cookies opens many sessions, and its visits look like devices.</summary>
internal static class ForgetfulBrowsers
{
    public const string Kind = "forgetful-browsers";

    public static FindingPart? Of(AccountEvidence evidence)
    {
        var names = evidence.Devices.Where(device => device.IsForgetful).Select(device => device.Name).ToList();
        return Part.Of(Kind, -Ramp.Points(11, names.Count, 1, 2), new() { ["Browsers"] = $"{names.Count} that are new at each sign-in: {string.Join(", ", names.Distinct().Take(4))}" });
    }
}
