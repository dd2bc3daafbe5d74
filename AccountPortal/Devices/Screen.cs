namespace AccountPortal.Devices;

/// <summary>Tells phone, tablet, desktop and television apart.</summary>
internal static class Screen
{
    // Consoles stand at the television too. The first mark counts, so the general ones come last.
    private static readonly (string Mark, string Name)[] Televisions =
    [
        ("PlayStation", "PlayStation"),
        ("PLAYSTATION", "PlayStation"),
        ("Xbox", "Xbox"),
        ("Nintendo", "Nintendo"),
        ("AppleTV", "Apple TV"),
        ("Apple TV", "Apple TV"),
        ("; AFT", "Fire TV"),
        ("CrKey", "Chromecast"),
        ("Roku", "Roku"),
        ("BRAVIA", "Sony TV"),
        ("Web0S", "LG TV"),
        ("WebOS.TV", "LG TV"),
        ("NetCast", "LG TV"),
        ("SMART-TV; LINUX; Tizen", "Samsung TV"),
        ("SMART-TV; Linux; Tizen", "Samsung TV"),
        ("SMART-TV", "TV"),
        ("SmartTV", "TV"),
        ("Smart-TV", "TV"),
        ("Smart TV", "TV"),
        ("GoogleTV", "TV"),
        ("Android TV", "TV"),
        ("HbbTV", "TV"),
    ];

    /// <summary>Returns what people call the television or console, or null where it is none.</summary>
    public static string? TelevisionIn(string userAgent) =>
        Array.Find(Televisions, television => userAgent.Contains(television.Mark, StringComparison.Ordinal)).Name;

    public static DeviceType TypeOf(string userAgent, string os, bool? isMobile) => os switch
    {
        _ when TelevisionIn(userAgent) is not null => DeviceType.Tv,
        "iPadOS" => DeviceType.Tablet,
        "iOS" or "Windows Phone" or "KaiOS" => DeviceType.Phone,
        // Chrome's rule for Android: phones say "Mobile", tablets do not.
        "Android" => isMobile ?? SaysMobile(userAgent) ? DeviceType.Phone : DeviceType.Tablet,
        _ when userAgent.Contains("Tablet;", StringComparison.Ordinal) => DeviceType.Tablet,
        _ when SaysMobile(userAgent) => DeviceType.Phone,
        "macOS" or "Windows" or "ChromeOS" or "Linux" or "FreeBSD" or "OpenBSD" or "NetBSD" or "Solaris" => DeviceType.Desktop,
        _ when userAgent.Contains("X11;", StringComparison.Ordinal) => DeviceType.Desktop,
        _ => DeviceType.Unknown,
    };

    private static bool SaysMobile(string userAgent) =>
        userAgent.Contains("Mobile", StringComparison.Ordinal) || userAgent.Contains("Opera Mini/", StringComparison.Ordinal);
}
