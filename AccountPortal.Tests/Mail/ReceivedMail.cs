using System.Net.Mail;
using System.Text;
using System.Text.RegularExpressions;

namespace AccountPortal.Tests.Mail;

/// <summary>A mail as a server got it: its envelope, and the message to be read as a mail reader does.</summary>
internal sealed partial record ReceivedMail(string From, string To, string Raw, bool Encrypted, string? User, string? Password)
{
    public string Head => Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    /// <summary>The names of the headers, in order.</summary>
    public IReadOnlyList<string> HeaderNames => [.. Unfolded(Head).Select(line => line.Split(':')[0])];

    public string Subject => Decoded(Header("Subject"));

    public MailAddress Sender => new(Decoded(Header("From")));

    public string Text => Part("text/plain");

    public string Html => Part("text/html");

    /// <summary>The message with its boundary's name left out, which the framework makes up anew each time.</summary>
    public string RawWithoutBoundary => Raw.Replace(Boundary, "boundary", StringComparison.Ordinal);

    private string Boundary => BoundaryName().Match(string.Join('\n', Unfolded(Head))).Groups[1].Value;

    /// <summary>The one header of that name, as it came.</summary>
    public string Header(string name) =>
        Assert.Single(Unfolded(Head), line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    private string Part(string type)
    {
        var part = Assert.Single(Raw.Split($"--{Boundary}"), part => part.Contains($"Content-Type: {type}; charset=utf-8", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("base64", part, StringComparison.Ordinal);
        var body = part[(part.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return Encoding.UTF8.GetString(Convert.FromBase64String(body)).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private static string[] Unfolded(string head) => Folding().Replace(head, " ").Split("\r\n");

    // RFC 2047: the space between two encoded words is none.
    private static string Decoded(string header) =>
        EncodedWord().Replace(BetweenWords().Replace(header, "?==?"), word => word.Groups[1].Value is "B" or "b"
            ? Encoding.UTF8.GetString(Convert.FromBase64String(word.Groups[2].Value))
            : Encoding.UTF8.GetString(System.Web.HttpUtility.UrlDecodeToBytes(word.Groups[2].Value.Replace("+", "%2B", StringComparison.Ordinal).Replace('_', ' ').Replace('=', '%'))));

    [GeneratedRegex(@"boundary=""?([^"";\s]+)")]
    private static partial Regex BoundaryName();

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex(@"\?=\s+=\?")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
