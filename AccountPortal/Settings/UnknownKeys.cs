using System.Reflection;

namespace AccountPortal.Settings;

/// <summary>Finds keys that no setting has: a mistyped one would otherwise be a default that nobody asked for.</summary>
internal static class UnknownKeys
{
    /// <summary>A line for each unknown key below the section, groups included.</summary>
    public static IEnumerable<string> In(IConfigurationSection section, Type settings)
    {
        var known = settings.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToArray();
        foreach (var child in section.GetChildren())
        {
            var property = known.FirstOrDefault(property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                yield return $"Setting {child.Path} is not known; known in {section.Path} are {string.Join(", ", known.Select(setting => setting.Name))}.";
            }
            else if (property.PropertyType.Namespace?.StartsWith(nameof(AccountPortal), StringComparison.Ordinal) == true && property.PropertyType.IsClass
                && !property.PropertyType.IsAssignableTo(typeof(System.Collections.IEnumerable)))
            {
                foreach (var line in In(child, property.PropertyType))
                {
                    yield return line;
                }
            }
        }
    }
}
