using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Demo;

/// <summary>Who can sign in to the demo, read from what the command prints.</summary>
internal sealed partial record DemoLogins(Person Administrator, Person Everyday)
{
    public static DemoLogins Of(string output)
    {
        var logins = Line().Matches(output).ToDictionary(line => line.Groups[1].Value, line => new Person(Guid.Empty, line.Groups[2].Value, line.Groups[3].Value));
        return new(logins["Administrator"], logins["Everyday"]);
    }

    [GeneratedRegex(@"(?m)^\s*(\w+)\s+(\S+@\S+)\s+([a-z2-9-]{19})\s*$")]
    private static partial Regex Line();
}
