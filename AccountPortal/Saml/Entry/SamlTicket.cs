namespace AccountPortal.Saml.Entry;

/// <summary>
/// What a session keeps of the company's sign-in that opens it, and what must not open a second one. It goes to the opening as a feature of the request:
/// there, in one transaction with the session, the assertion is used up.
/// </summary>
public sealed record SamlTicket
{
    public required Guid ProviderId { get; init; }

    public required NameId NameId { get; init; }

    public string? SessionIndex { get; init; }

    /// <summary>The domain by which the provider vouches for the person.</summary>
    public required string Domain { get; init; }

    /// <summary>When it was answered: a provider that was disabled since, and enabled again, answers for nothing from before.</summary>
    public required DateTimeOffset AnsweredAt { get; init; }

    /// <summary>When the person proved to the company who they are: perhaps hours ago.</summary>
    public required DateTimeOffset AuthenticatedAt { get; init; }

    /// <summary>When the session ends, whatever the timeouts say.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    public required string AssertionId { get; init; }

    public required string ResponseId { get; init; }

    public required DateTimeOffset KeepUntil { get; init; }

    /// <summary>Whether a second factor of ours is wanted, too.</summary>
    public bool AsksSecondFactor { get; init; }

    /// <summary>Format and qualifiers, as one text to compare by.</summary>
    public static string Parts(NameId nameId) => string.Join('\n', nameId.Format, nameId.NameQualifier, nameId.SpNameQualifier);

    /// <summary>The NameID that a session keeps in those two pieces.</summary>
    public static NameId NameIdOf(string value, string parts)
    {
        var split = parts.Split('\n').Select(part => part.Length == 0 ? null : part).ToList();
        return new(value, split[0], split[1], split[2]);
    }
}
