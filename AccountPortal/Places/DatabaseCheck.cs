using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Places;

/// <summary>Opens each database that is named, so that one that cannot be used stops the start with a line that says why.</summary>
internal sealed class DatabaseCheck(IHostEnvironment environment) : IValidateOptions<GeolocationSettings>
{
    public ValidateOptionsResult Validate(string? name, GeolocationSettings options)
    {
        var errors = options.FullPaths(environment).Select(path => Problem(path, options.DatabasePath)).OfType<string>().ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static string? Problem(string path, string? setting)
    {
        try
        {
            DatabaseFile.Read(path);
            return null;
        }
        catch (MaxMindException exception)
        {
            return SettingsCheck.Line(
                $"{GeolocationSettings.Section}:{nameof(GeolocationSettings.DatabasePath)}",
                setting,
                $"a MaxMind DB file, or several separated by semicolons, and {path} {exception.Message}");
        }
    }
}
