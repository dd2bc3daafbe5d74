using System.Text.Json;

namespace AccountPortal.Tests.Hostile;

/// <summary>One thing that nobody types into a field: as it stands in an address or a form, and as it stands in JSON (<c>null</c> where it cannot).</summary>
internal sealed record HostileText(string Name, string? Url, string? Json)
{
    /// <summary>What must never come back as it is: it ends an attribute, an element and a string.</summary>
    public const string Markup = "'\"></textarea></title><script>alert(7)</script>{{7*7}}";

    /// <summary>The start of it that would be an element of its own.</summary>
    public const string Element = "<script>alert(7)";

    /// <summary>Long, but within what a request may bring.</summary>
    private const int Long = 8_000;

    public static readonly IReadOnlyList<HostileText> All =
    [
        new("missing", null, null),
        Typed("empty", ""),
        Typed("spaces", " \t "),
        new("NUL", "a%00b", "\"a\\u0000b\""),
        new("NUL alone", "%00", "\"\\u0000\""),
        new("half a surrogate pair", "%ED%A0%80x", "\"\\ud800x\""),
        new("the other half", "x%ED%BF%BF", "\"x\\udfff\""),
        new("bytes that are no UTF-8", "%FF%FE%C0%80", null),
        new("bad percent-encoding", "%zz%%1%u0041", null),
        Typed("control characters", "a\u0001\u0007\u001b[31m\u007f\u0085b"),
        Typed("line breaks", "a\r\nSet-Cookie: injected=1\r\n\r\nb"),
        Typed("text that runs the other way", "\u202e\u2066exe.\u200f\u200b\ufeff"),
        Typed("markup", Markup),
        Typed("quotes of SQL", "' or 1=1; drop table users; -- \\' \" $$ %_"),
        Typed("a template's", "${jndi:ldap://x} {{7*7}} #{7*7} <%= 7 %> @(1+1)"),
        Typed("a path", "../../../../etc/passwd"),
        Typed("another site", "//elsewhere.example/\\\\elsewhere.example"),
        Typed("long", new string('ü', Long)),
        new("a negative number", "-1", "-1"),
        new("a huge number", "99999999999999999999999999999", "99999999999999999999999999999"),
        new("no number", "NaN", "1e999"),
        new("the largest", "9223372036854775807", "9223372036854775807"),
        new("the last day", "9999-12-31", "\"9999-12-31T23:59:59.9999999+14:00\""),
        new("the first day", "0001-01-01", "\"0001-01-01T00:00:00-14:00\""),
        Typed("no id", Guid.Empty.ToString()),
        Typed("an id in another spelling", "{FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF}"),
        Typed("a broken id", "0197f3a0-0000-7000-8000-00000000000"),
        new("true", "true", "true"),
        new("null", "null", "null"),
        new("an array", "a&@=b&@[0]=c&@[1]=d&@[999999999]=e&@[]=f", "[\"a\",[],{}]"),
        new("an object", "a&@.a=b&@[a]=c&@.Value=d&@.Length=7", "{\"a\":{\"b\":[1]}}"),
    ];

    // For every field; of the rest each field has some.
    private static readonly string[] Always = ["missing", "NUL", "line breaks", "markup"];

    /// <summary>What every field gets, and so many of the others.</summary>
    public static IReadOnlyList<HostileText> Some(int count, Random random)
    {
        HostileText[] others = [.. All.Where(text => !Always.Contains(text.Name))];
        random.Shuffle(others);
        return [.. All.Where(text => Always.Contains(text.Name)), .. others.Take(count)];
    }

    private static HostileText Typed(string name, string text) => new(name, Uri.EscapeDataString(text), JsonSerializer.Serialize(text));
}
