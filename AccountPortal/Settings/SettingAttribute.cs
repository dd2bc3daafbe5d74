namespace AccountPortal.Settings;

/// <summary>
/// What a setting means, in the words that operators read (the page of the configuration, docs/settings.md): here alone, so that they stay true. A property of a group
/// of settings without it does not pass the tests.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string words) : Attribute
{
    public string Words => words;

    /// <summary>The value opens something: it is never shown. Texts whose names sound like it are secret without this.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The name sounds like a secret, and the value is none: a path, say.</summary>
    public bool IsHarmless { get; init; }
}
