namespace AccountPortal.Devices;

/// <summary>The system that a browser runs on; <paramref name="Place"/> is how people call it: iPhone rather than iOS.</summary>
internal sealed record Platform(string Os, string? Version, string? Place)
{
    private const int LongestName = 64;

    private static readonly Platform Unknown = new(Device.UnknownOs, null, null);

    public static Platform From(string text, string?[]? system, ClientHints? hints)
    {
        var platform = FromUserAgent(text, system);
        platform = hints?.Platform is { } told ? platform.With(told, hints) : platform;
        return Screen.TelevisionIn(text) is { } television ? platform with { Place = television } : platform;
    }

    private static Platform FromUserAgent(string text, string?[]? system)
    {
        var version = Joined(system?[1], system?[2]);
        return system?[0] switch
        {
            null => Unknown,
            // Every browser says 10.15 whatever the real version. Safari on an iPad, too, claims to be a Mac unless the site
            // is set to the mobile version, and nothing in the request tells the two apart, so such an iPad reads "macOS".
            "Mac OS X" => Named("macOS", version == "10.15" ? null : version),
            "Windows" => Windows(system[1] is "10" or "NT" ? null : system[1]),
            "iOS" => Apple(text, version),
            "Android" => Named("Android", text.Contains("Android 10; K)", StringComparison.Ordinal) ? null : version),
            "Chrome OS" => Named("ChromeOS", null),
            "Web0S" or "WebTV" => Named("webOS", version),
            "ATV OS X" => Named("tvOS", version),
            var other => Named(HeaderText.Clean(other, LongestName) ?? Device.UnknownOs, version),
        };
    }

    private Platform With(string told, ClientHints hints)
    {
        var version = Joined(hints.PlatformVersion?.Split('.')[0], null);
        return told switch
        {
            // 13 and later is Windows 11, 1 to 12 Windows 10, 0 older (learn.microsoft.com, "Detect Windows 11").
            "Windows" => Windows(int.TryParse(version, out var major) && major > 0 ? major >= 13 ? "11" : "10" : Os == "Windows" ? Version : null),
            "macOS" => Named("macOS", version ?? Version),
            "Android" => new("Android", version ?? Version, Marketed(hints.Model) ?? "Android"),
            "Chrome OS" or "Chromium OS" => Named("ChromeOS", null),
            "Linux" when Os == Device.UnknownOs => Named("Linux", null),
            _ => this,
        };
    }

    private static Platform Named(string os, string? version) => new(os, version, os);

    private static Platform Windows(string? version) => new("Windows", version, version is null ? "Windows" : $"Windows {version}");

    private static Platform Apple(string text, string? version) =>
        text.Contains("iPad", StringComparison.Ordinal) ? new("iPadOS", version, "iPad")
        : text.Contains("iPod", StringComparison.Ordinal) ? new("iOS", version, "iPod touch")
        : new("iOS", version, "iPhone");

    // "Pixel 8" is a name, "CPH2451" or "22101316G" only an order number that its owner has never seen.
    private static string? Marketed(string? model) => model switch
    {
        null => null,
        _ when model.StartsWith("SM-", StringComparison.Ordinal) => "Samsung Galaxy",
        _ => model.Any(char.IsAsciiLetterLower) ? model : null,
    };

    private static string? Joined(string? major, string? minor) =>
        string.IsNullOrEmpty(major) || major == "0" ? null : HeaderText.Clean(minor is null or "0" ? major : $"{major}.{minor}", LongestName);
}
