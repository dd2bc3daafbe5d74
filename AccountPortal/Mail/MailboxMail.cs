using System.Text.RegularExpressions;

namespace AccountPortal.Mail;

/// <summary>One mail of the development mailbox, for the page and for scripts.</summary>
public sealed partial record MailboxMail(Guid Id, string To, string Subject, DateTimeOffset At, string Text, string Html)
{
    public IReadOnlyList<string> Links => [.. Link().Matches(Text).Select(match => match.Value).Distinct()];

    /// <summary>A line of the text part, cut into what is a link and what is not.</summary>
    public static IEnumerable<(string Text, bool IsLink)> Pieces(string line) =>
        Link().Split(line).Select((piece, index) => (piece, index % 2 == 1));

    // The group makes Split keep the links, at the odd places.
    [GeneratedRegex(@"(https?://\S+)")]
    private static partial Regex Link();
}
