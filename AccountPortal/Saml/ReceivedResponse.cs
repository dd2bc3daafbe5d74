using System.Xml;
using AccountPortal.Saml.Reading;

namespace AccountPortal.Saml;

/// <summary>An answer that arrived: a document within the limits, of which nothing is believed yet; or its refusal.</summary>
public sealed class ReceivedResponse
{
    private readonly XmlElement? root;
    private readonly Checklist checks;
    private readonly TimeProvider clock;

    internal ReceivedResponse(XmlElement? root, string? relayState, Checklist checks, TimeProvider clock)
    {
        (this.root, this.checks, this.clock, RelayState) = (root, checks, clock, relayState);
        InResponseTo = root?.Attribute("InResponseTo");
    }

    /// <summary>Only to look the pending request up with; nobody has vouched for it. <c>null</c>: unsolicited, or refused already.</summary>
    public string? InResponseTo { get; }

    /// <summary>A key into what we keep, never an address.</summary>
    public string? RelayState { get; }

    /// <summary>Why it is refused without a look at what was expected; <c>null</c> where it may go on.</summary>
    public SamlRefusal? Refusal => checks.Refusal;

    /// <summary>Does all the checks and hands the assertion over if every one is passed. To be called once.</summary>
    public ResponseOutcome Check(ExpectedResponse expected)
    {
        var check = root is null ? null : new ResponseCheck(root, expected, clock.GetUtcNow(), checks);
        var assertion = check is null ? null : checks.Run(check.Run);
        return new()
        {
            Checks = checks.Results,
            Refusal = checks.Refusal,
            Fault = checks.Fault,
            Assertion = assertion,
            Status = check?.Status,
            IsAuthentic = check?.IsAuthentic ?? false,
        };
    }
}
