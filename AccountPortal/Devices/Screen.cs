namespace AccountPortal.Devices;

/// <summary>Tells phone, tablet, desktop and television apart.</summary>
internal static class Screen
{
    private static readonly string[] TvMarks =
    [
        "SMART-TV", "SmartTV", "Smart-TV", "Smart TV", "Web0S", "WebOS.TV", "AppleTV", "Apple TV", "GoogleTV", "Android TV", "HbbTV",
        "BRAVIA", "CrKey", "Roku", "NetCast", "; AFT", "PlayStation", "PLAYSTATION", "Xbox", "Nintendo",
    ];

    public static bool IsTv(string userAgent) => Array.Exists(TvMarks, mark => userAgent.Contains(mark, StringComparison.Ordinal));

    public static DeviceType TypeOf(string userAgent, string os, bool? isMobile) => os switch
    {
        _ when IsTv(userAgent) => DeviceType.Tv,
        "iPadOS" => DeviceType.Tablet,
        "iOS" or "Windows Phone" or "KaiOS" => DeviceType.Phone,
        // Chrome's rule for Android: phones say "Mobile", tablets do not.
        "Android" => isMobile ?? userAgent.Contains("Mobile", StringComparison.Ordinal) ? DeviceType.Phone : DeviceType.Tablet,
        _ when userAgent.Contains("Tablet;", StringComparison.Ordinal) => DeviceType.Tablet,
        _ when userAgent.Contains("Mobile", StringComparison.Ordinal) => DeviceType.Phone,
        "macOS" or "Windows" or "ChromeOS" or "Linux" or "FreeBSD" or "OpenBSD" or "NetBSD" or "Solaris" => DeviceType.Desktop,
        _ when userAgent.Contains("X11;", StringComparison.Ordinal) => DeviceType.Desktop,
        _ => DeviceType.Unknown,
    };
}
