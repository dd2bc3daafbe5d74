namespace AccountPortal.Devices;

/// <summary>
/// A browser on a system, as far as it tells. <paramref name="Name"/> is what people recognise: "Chrome on macOS";
/// <paramref name="UserAgent"/> is the header, cut at 1 KB and fit to be stored and shown as text.
/// </summary>
public sealed record Device(
    string Browser, string? BrowserVersion, string Os, string? OsVersion, DeviceType Type, string Name, string? UserAgent)
{
    public const string UnknownBrowser = "Unknown browser";
    public const string UnknownOs = "Unknown";
}
