using System.Text.Json.Serialization;
using AccountPortal.Accounts;

namespace AccountPortal.Mail;

/// <summary>
/// A mail as its sender thinks of it: what happened, what it means, what to do. The text and HTML parts are made from it.
/// Paragraphs are plain text; whatever a person typed is escaped in the HTML part.
/// </summary>
[method: JsonConstructor]
public sealed record Letter(string To, string Subject, IReadOnlyList<string> Paragraphs)
{
    /// <summary>A letter to the address of that account.</summary>
    public Letter(Account account, string subject, IReadOnlyList<string> paragraphs)
        : this(account.Email!, subject, paragraphs) => AccountId = account.Id;

    /// <summary>The account that it is about, whatever address it goes to: it goes with that account, and is listed in its export.</summary>
    [JsonIgnore]
    public Guid? AccountId { get; init; }

    /// <summary>Nothing of it stays once it is sent: it tells that the account is gone.</summary>
    [JsonIgnore]
    public bool IsForgotten { get; init; }

    public LetterButton? Button { get; init; }

    /// <summary>Facts in two columns (browser, place, time), between the paragraphs and the button.</summary>
    public IReadOnlyList<LetterFact> Facts { get; init; } = [];

    /// <summary>A last, quiet line: why this mail came, and what to do if it should not have.</summary>
    public string? Footnote { get; init; }
}

/// <summary>The one thing that a mail asks for; the address is shown in full in the text part.</summary>
public sealed record LetterButton(string Text, string Url);

public sealed record LetterFact(string Name, string Value);
