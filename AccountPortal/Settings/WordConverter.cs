using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AccountPortal.Settings;

/// <summary>Reads the choices of a setting as words ("step-up"); <c>StepUp</c> does too, a number does not.</summary>
public sealed partial class WordConverter(Type type) : EnumConverter(type)
{
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        Enum.GetValues(EnumType).Cast<object>().FirstOrDefault(choice => value is string text && IsCalled(choice, text.Trim()))
        ?? throw new FormatException($"\"{value}\" is none of {string.Join(", ", Enum.GetNames(EnumType).Select(Word))}.");

    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        destinationType == typeof(string) && value is not null ? Word(value.ToString()!) : base.ConvertTo(context, culture, value, destinationType);

    private static bool IsCalled(object choice, string text) =>
        text.Equals(choice.ToString(), StringComparison.OrdinalIgnoreCase) || text.Equals(Word(choice.ToString()!), StringComparison.OrdinalIgnoreCase);

    private static string Word(string name) => Boundary().Replace(name, "-").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Boundary();
}
