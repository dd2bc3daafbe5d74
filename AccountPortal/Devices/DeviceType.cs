namespace AccountPortal.Devices;

/// <summary>What kind of thing a session runs on. Terminal is a command line tool or an HTTP library; consoles count as Tv.</summary>
public enum DeviceType
{
    Unknown,
    Desktop,
    Phone,
    Tablet,
    Terminal,
    Bot,
    Tv,
}

public static class DeviceTypeText
{
    /// <summary>The word of the JSON contract and of the database.</summary>
    public static string ToText(this DeviceType type) => type switch
    {
        DeviceType.Desktop => "desktop",
        DeviceType.Phone => "phone",
        DeviceType.Tablet => "tablet",
        DeviceType.Terminal => "terminal",
        DeviceType.Bot => "bot",
        DeviceType.Tv => "tv",
        _ => "unknown",
    };
}
