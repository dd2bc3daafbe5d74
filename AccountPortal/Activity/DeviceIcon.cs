namespace AccountPortal.Activity;

/// <summary>The picture of a device of which only the name is known ("Chrome on macOS").</summary>
public static class DeviceIcon
{
    public static string Of(string deviceName)
    {
        var system = deviceName[(deviceName.LastIndexOf(" on ", StringComparison.Ordinal) is >= 0 and var at ? at + 4 : 0)..];
        return system switch
        {
            "macOS" or "ChromeOS" => "laptop",
            "iPhone" or "iPod touch" or "Android" or "Samsung Galaxy" => "phone",
            "iPad" => "tablet",
            "webOS" or "tvOS" => "tv",
            "Linux" or "Ubuntu" or "Fedora" or "Debian" => "desktop",
            _ when system.StartsWith("Windows", StringComparison.Ordinal) => "desktop",
            _ when system.StartsWith("Pixel", StringComparison.Ordinal) => "phone",
            "curl" or "Wget" or "HTTPie" or "PowerShell" => "terminal",
            _ => "unknown",
        };
    }
}
