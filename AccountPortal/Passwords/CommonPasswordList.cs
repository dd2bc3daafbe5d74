using System.Collections.Frozen;
using System.Text;

namespace AccountPortal.Passwords;

/// <summary>
/// The passwords that attackers try first, from a list that comes along: nobody else is asked (ASVS 6.2.4, 6.2.12).
/// Read at the first look-up: about 12 ms, then 2 MB.
/// </summary>
public sealed class CommonPasswordList
{
    internal const string Resource = "common-passwords.txt";

    private readonly Lazy<FrozenSet<string>> passwords = new(Read);

    public int Count => passwords.Value.Count;

    /// <summary>Whether the list has it, in whatever case.</summary>
    public bool Contains(string password) => passwords.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswordList).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Lines(reader).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
