namespace AccountPortal.Settings;

/// <summary>One setting as operators see it. Of a secret nothing is here but whether it is set.</summary>
public sealed record SettingRow(string Key, string Words, string Value, string Default, string Source, bool IsSecret)
{
    public const string NotSet = "not set";
    public const string Hidden = "set, not shown";
    public const string ByDefault = "default";

    /// <summary>Whether somebody set it; to the default's own value, perhaps.</summary>
    public bool IsSet => Source != ByDefault;
}

/// <summary>The settings of one section, or those that have none.</summary>
public sealed record SettingRows(string Section, IReadOnlyList<SettingRow> Rows);
