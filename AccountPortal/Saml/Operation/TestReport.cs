using AccountPortal.Saml.Entry;

namespace AccountPortal.Saml.Operation;

/// <summary>What a test sign-in brought: kept sealed with its request, for the administrator who began it, as long as that is.</summary>
public sealed record TestReport
{
    /// <summary>The provider's version when it began.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset At { get; init; }

    public required bool Passed { get; init; }

    /// <summary>In the log of refusals.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Each check as the reader and the portal did it.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The message without names and values.</summary>
    public string? Redacted { get; init; }

    /// <summary>How the company names the person; <c>null</c> where the message was not believed.</summary>
    public NameId? NameId { get; init; }

    public IReadOnlyList<SamlAttribute> Attributes { get; init; } = [];

    /// <summary>Whom the mapping made of it.</summary>
    public SamlPerson? Person { get; init; }
}
