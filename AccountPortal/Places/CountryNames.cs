using System.Collections.Frozen;
using System.Text;

namespace AccountPortal.Places;

/// <summary>
/// English names of the countries and territories of ISO 3166-1 (and Kosovo), from a list that comes along: .NET knows them only where
/// the system has ICU, which the portal does without.
/// </summary>
public static class CountryNames
{
    internal const string Resource = "countries.txt";

    private static readonly FrozenDictionary<string, string> Names = Read();

    public static IReadOnlyCollection<string> Codes => Names.Keys;

    /// <summary>Whether it is a country's code, in capital letters.</summary>
    public static bool Has(string? code) => code is not null && Names.ContainsKey(code);

    /// <summary>"Germany" for "DE"; a code that is not known stays as it is.</summary>
    public static string Of(string code) => Names.GetValueOrDefault(code, code);

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(CountryNames).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(line => line[..2], line => line[3..]);
    }
}
