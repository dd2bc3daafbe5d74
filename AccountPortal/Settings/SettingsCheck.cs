using System.Globalization;

namespace AccountPortal.Settings;

/// <summary>Collects what is wrong with the settings: one line each that names the key, the value and what is allowed.</summary>
public sealed class SettingsCheck(string section, bool isDevelopment)
{
    private readonly List<string> errors = [];

    public IReadOnlyList<string> Errors => errors;

    /// <summary>In development any value is taken that could work; production has the sensible minima.</summary>
    public bool IsDevelopment { get; } = isDevelopment;

    public void That(bool fine, string key, object? value, string allowed)
    {
        if (!fine)
        {
            errors.Add(Line(section.Length == 0 ? key : $"{section}:{key}", value, allowed));
        }
    }

    /// <summary>A duration: at least a second in development, at least <paramref name="least"/> in production.</summary>
    public void Duration(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        var from = IsDevelopment ? TimeSpan.FromSeconds(1) : least;
        That(value >= from && value <= most, key, value, string.Create(CultureInfo.InvariantCulture, $"a duration from {from:c} to {most:c} (d.hh:mm:ss)"));
    }

    public void Range(string key, int value, int least, int most) =>
        That(value >= least && value <= most, key, value, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    /// <summary>Two durations of which the first must not be longer; not checked in development, where short ones are tried out singly.</summary>
    public void Ordered(string key, TimeSpan value, string longerKey, TimeSpan longer) =>
        That(IsDevelopment || value <= longer, key, value, $"no longer than {section}:{longerKey} ({longer:c})");

    internal static string Line(string key, object? value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"Setting {key} is \"{value}\"; allowed is {allowed}.");
}
