namespace AccountPortal.Settings;

/// <summary>A setting that keeps the portal from starting. The message is one line that names the key, the value and what is allowed.</summary>
public sealed class SettingsException(string message) : Exception(message);
