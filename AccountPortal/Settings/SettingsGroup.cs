namespace AccountPortal.Settings;

/// <summary>A group of settings as it is registered, for whoever lists them all.</summary>
public sealed record SettingsGroup(string Section, Type Type, Func<IServiceProvider, object> Values);
