using System.Reflection;
using System.Text.RegularExpressions;

namespace AccountPortal.Settings;

/// <summary>Which settings nobody is shown. In doubt a text is secret: one without words of its own, one that is called like a secret, one that is written like one.</summary>
internal static partial class SecretSettings
{
    public static bool IsOne(PropertyInfo property)
    {
        if (!HoldsText(property.PropertyType))
        {
            return false;
        }

        var said = property.GetCustomAttribute<SettingAttribute>();
        return said is null || said.IsSecret || (!said.IsHarmless && Called().IsMatch(property.Name));
    }

    /// <summary>A connection string, an address with a password in it, a private key.</summary>
    public static bool LooksLikeOne(string value) => Written().IsMatch(value);

    // Durations, numbers, choices and yes or no open nothing.
    private static bool HoldsText(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return !(type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan) || (type.IsGenericType && type.GetGenericArguments() is [_, var of] && of.IsPrimitive));
    }

    [GeneratedRegex("password|passphrase|passwd|secret|token|key|credential|connection|bearer|pin$|salt", RegexOptions.IgnoreCase)]
    private static partial Regex Called();

    [GeneratedRegex(@"(password|pwd|secret|token)\s*=|://[^/\s@]*:[^/\s@]*@|-----BEGIN", RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}
