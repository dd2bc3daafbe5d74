namespace AccountPortal.Saml.Operation;

/// <summary>How an act on a domain went.</summary>
public enum DomainOutcome
{
    Done,

    /// <summary>It is so already.</summary>
    Unchanged,
    NotFound,

    /// <summary>What was typed is no domain.</summary>
    NoDomain,

    /// <summary>Anybody gets an address there.</summary>
    PublicMail,

    /// <summary>Another company has proven that it is its own.</summary>
    Taken,
    TooMany,

    /// <summary>There is no record.</summary>
    Missing,

    /// <summary>There is a record, and it says something else.</summary>
    Wrong,

    /// <summary>The DNS could not be asked; that says nothing of the domain.</summary>
    Unknown,
}

/// <summary>What came of it. <paramref name="Says"/>: more about it, for the administrator; the other company, what the record says, why the DNS is silent.</summary>
public sealed record DomainResult(DomainOutcome Outcome, string Domain = "", string? Says = null);
