using System.Globalization;
using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Meta;

/// <summary>
/// The requirements of OWASP ASVS 5.0.0 that the portal holds itself to. Each has a test whose name begins with its number, or, where it asks for
/// something written, a section of docs/security.md with the number in its heading.
/// </summary>
public partial class AsvsTests
{
    private static readonly string[] Tested =
    [
        // Cookies, headers, requests from elsewhere, redirects.
        "3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.8", "3.5.1", "3.5.2", "3.5.3", "3.7.2",
        // Passwords.
        "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7", "6.2.8", "6.2.9", "6.2.10", "6.2.11", "6.2.12",
        // Signing in, losing and changing what it takes.
        "6.3.1", "6.3.2", "6.3.3", "6.3.4", "6.3.5", "6.3.6", "6.3.7", "6.3.8", "6.4.1", "6.4.3", "6.4.4", "6.4.6",
        // Second factors.
        "6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.5.6", "6.5.8", "6.6.2", "6.6.3",
        // Companies.
        "6.8.1", "6.8.2", "6.8.3", "6.8.4",
        // Sessions.
        "7.2.1", "7.2.2", "7.2.3", "7.2.4", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.1", "7.5.2", "7.5.3", "7.6.1", "7.6.2",
        // Who may do what.
        "8.2.1", "8.2.2", "8.2.4", "8.3.2", "8.4.1",
        // Data.
        "14.2.1", "14.2.2", "14.2.3", "14.2.4", "14.2.5", "14.2.6", "14.2.7", "14.3.1", "14.3.2", "14.3.3",
        // What is written down, and failing well.
        "16.2.1", "16.2.2", "16.2.4", "16.2.5", "16.3.1", "16.3.2", "16.3.3", "16.4.1", "16.5.1", "16.5.2", "16.5.3",
    ];

    private static readonly string[] Written =
    [
        "2.1.1", "3.4.7", "5.1.1", "6.1.1", "6.1.2", "6.1.3", "7.1.1", "7.1.2", "7.1.3", "8.1.1", "11.1.1", "11.1.2", "13.1.1", "14.1.1", "14.1.2", "15.1.1", "15.1.2", "15.1.3", "16.1.1", "16.2.3",
    ];

    private static readonly IReadOnlyList<string> Tests =
    [
        .. typeof(AsvsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttributes(typeof(FactAttribute), false).Length > 0)
            .Select(method => Number().Match(method.Name)).Where(match => match.Success).Select(match => match.Groups[1].Value.Replace('_', '.')),
    ];

    [Fact]
    public void Each_requirement_has_its_test() => Assert.Empty(Tested.Except(Tests));

    [Fact]
    public void No_test_has_the_number_of_another_requirement() => Assert.Empty(Tests.Except(Tested));

    [Fact]
    public void Each_document_that_is_asked_for_has_its_section()
    {
        var headings = File.ReadLines(Path.Combine(SourceTree.Root, "docs", "security.md")).Where(line => line.StartsWith('#'));
        Assert.Empty(Written.Except(headings.SelectMany(NumbersOf)));
    }

    // "(7.1.1, 7.5.1-7.5.3)".
    private static IEnumerable<string> NumbersOf(string heading)
    {
        foreach (Match range in Range().Matches(heading))
        {
            var (chapter, first) = (range.Groups[1].Value, int.Parse(range.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            var last = range.Groups[3].Success ? int.Parse(range.Groups[3].ValueSpan, CultureInfo.InvariantCulture) : first;
            for (var number = first; number <= last; number++)
            {
                yield return $"{chapter}.{number}";
            }
        }
    }

    [GeneratedRegex(@"^ASVS_(\d+_\d+_\d+)_")]
    private static partial Regex Number();

    [GeneratedRegex(@"(\d+\.\d+)\.(\d+)(?:-\1\.(\d+))?")]
    private static partial Regex Range();
}
