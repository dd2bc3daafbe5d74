using AccountPortal.Accounts;
using AccountPortal.Activity;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Admin;

/// <summary>What an administrator fills in before an act: why, for the record; perhaps a word to the owner; perhaps a confirmation.</summary>
public sealed record ActForm
{
    public const int LeastReason = 3;
    public const int MostText = 500;

    /// <summary>Kept with the event; other administrators read it, the owner does not.</summary>
    public string? Reason { get; init; }

    /// <summary>Goes into the mail to the owner.</summary>
    public string? Message { get; init; }

    /// <summary>What has to be typed where an act reaches far.</summary>
    public string? Confirmation { get; init; }

    /// <summary>The reason as it is kept. Only after <see cref="IsFine"/>.</summary>
    public string KeptReason => Reason?.Trim() ?? "";

    public string? KeptMessage => string.IsNullOrWhiteSpace(Message) ? null : Message.Trim();

    /// <summary>Checks what was typed and puts what is wrong beside its field. <paramref name="typed"/>: what has to be typed to confirm, if anything.</summary>
    public bool IsFine(ModelStateDictionary problems, string? typed = null)
    {
        Check(problems, nameof(Reason), Reason, LeastReason, $"Say why, in {LeastReason} to {MostText} characters. It is kept with the event.");
        Check(problems, nameof(Message), Message, 0, $"Write at most {MostText} characters.");
        if (typed is not null && !string.Equals(Confirmation?.Trim(), typed, StringComparison.OrdinalIgnoreCase))
        {
            problems.AddModelError(nameof(Confirmation), $"Type \"{typed}\" to confirm.");
        }

        return problems.IsValid;
    }

    /// <summary>The facts of the event: the reason, and what else is to be known.</summary>
    public Dictionary<string, string> Details(params (string Name, string Value)[] facts)
    {
        var details = new Dictionary<string, string> { [OwnersView.AdministratorsReason] = KeptReason };
        foreach (var (name, value) in facts)
        {
            details[name] = value;
        }

        return details;
    }

    private static void Check(ModelStateDictionary problems, string field, string? text, int least, string message)
    {
        var kept = text?.Trim() ?? "";
        // Characters that cannot be seen have no place in a record, and PostgreSQL's jsonb takes no NUL.
        if (kept.Length < least || kept.Length > MostText)
        {
            problems.AddModelError(field, message);
        }
        else if (!DisplayName.IsClean(kept))
        {
            problems.AddModelError(field, "This has characters that can't be shown. Use letters, digits, spaces and the usual signs.");
        }
    }
}

/// <summary>The page that asks before an act.</summary>
public sealed record ActPage(string Title, string Says, string Button)
{
    public required string Action { get; init; }

    public required string Back { get; init; }

    public bool IsDangerous { get; init; }

    /// <summary>The owner gets a mail that a message may go into.</summary>
    public bool TakesMessage { get; init; }

    /// <summary>What has to be typed.</summary>
    public string? Typed { get; init; }

    public ActForm Form { get; init; } = new();
}
