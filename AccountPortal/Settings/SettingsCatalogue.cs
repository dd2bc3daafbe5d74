using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace AccountPortal.Settings;

/// <summary>
/// Every setting there is, made of the classes that the settings are bound to: with its value, where that comes from, its default and what it means. A setting that is added
/// is here by itself, and a text whose name or value looks like a secret is not shown, whoever forgot to say so.
/// </summary>
public sealed class SettingsCatalogue(IEnumerable<SettingsGroup> groups, IConfiguration configuration, IServiceProvider services, IHostEnvironment environment)
{
    public const string Host = "Start";

    public IReadOnlyList<SettingRows> All() =>
    [
        new(Host, [.. HostSettings.Described.Select(OfHost)]),
        .. groups.DistinctBy(group => group.Type).OrderBy(group => group.Section, StringComparer.Ordinal).Select(group => new SettingRows(group.Section, [.. Of(group)])),
    ];

    private SettingRow OfHost((string Key, string Words, bool IsSecret) setting)
    {
        var value = setting.Key == "Environment" ? environment.EnvironmentName : configuration[setting.Key];
        return Row(setting.Key, setting.Words, value, null, setting.IsSecret);
    }

    private IEnumerable<SettingRow> Of(SettingsGroup group) => Of(group.Section, group.Type, group.Values(services), Activator.CreateInstance(group.Type)!);

    private IEnumerable<SettingRow> Of(string section, Type type, object values, object defaults)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            var (key, value, standard) = ($"{section}:{property.Name}", property.GetValue(values), property.GetValue(defaults));
            if (IsGroup(property.PropertyType))
            {
                foreach (var row in Of(key, property.PropertyType, value!, standard!))
                {
                    yield return row;
                }
            }
            else
            {
                yield return Row(key, property.GetCustomAttribute<SettingAttribute>()?.Words ?? "", value, standard, SecretSettings.IsOne(property));
            }
        }
    }

    private SettingRow Row(string key, string words, object? value, object? standard, bool isSecret)
    {
        var (text, isHidden) = (Text(value), isSecret || SecretSettings.LooksLikeOne(Text(value)));
        return new(key, words, !isHidden ? text : text == SettingRow.NotSet ? text : SettingRow.Hidden, isSecret ? SettingRow.NotSet : Text(standard), SettingSource.Of(configuration, key), isHidden);
    }

    private static bool IsGroup(Type type) =>
        type.IsClass && type.Namespace?.StartsWith(nameof(AccountPortal), StringComparison.Ordinal) == true && !type.IsAssignableTo(typeof(IEnumerable));

    // As it is written in a file or variable.
    private static string Text(object? value) => value switch
    {
        null or "" => SettingRow.NotSet,
        string text => text,
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        bool fact => fact ? "true" : "false",
        Enum choice => TypeDescriptor.GetConverter(choice).ConvertToInvariantString(choice)!,
        IDictionary { Count: > 0 } pairs => string.Join(", ", pairs.Keys.Cast<object>().Select(key => $"{key}: {Text(pairs[key])}")),
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Text)) is { Length: > 0 } joined ? joined : SettingRow.NotSet,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
