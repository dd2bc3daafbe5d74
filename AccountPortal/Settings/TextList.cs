using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Globalization;

namespace AccountPortal.Settings;

/// <summary>Several texts in one setting: separated by commas, as an environment variable has them, or as a list in a file.</summary>
[TypeConverter(typeof(TextListConverter))]
public sealed class TextList : Collection<string>;

/// <summary>Reads the form with commas; the configuration binder cannot make a list of a single value by itself.</summary>
internal sealed class TextListConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        TextList list = [];
        foreach (var entry in ((string)value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            list.Add(entry);
        }

        return list;
    }
}
