namespace AccountPortal.Settings;

/// <summary>A group of settings, bound to the configuration section of that name and checked at start-up.</summary>
public interface ISettings
{
    static abstract string Section { get; }

    /// <summary>Says what is wrong with the values, if anything, by way of <paramref name="check"/>.</summary>
    void Validate(SettingsCheck check);
}
