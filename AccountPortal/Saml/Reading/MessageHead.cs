using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>What every protocol message says of itself (SAML Core 2.0, 3.2.1 and 3.2.2), read from the signed copy where the message is signed.</summary>
internal sealed record MessageHead(string Id, string Version, string IssueInstant, string? Destination, string? InResponseTo, string? Issuer, string? IssuerFormat, ProviderStatus? Status)
{
    /// <summary>How long a message may be under way.</summary>
    public static readonly TimeSpan LongestWay = TimeSpan.FromMinutes(5);

    public static MessageHead Read(XmlElement root)
    {
        var issuer = root.Child(SamlNames.Assertion, "Issuer");
        return new(
            root.Attribute("ID")!,
            root.Attribute("Version")!,
            root.Attribute("IssueInstant")!,
            root.Attribute("Destination"),
            root.Attribute("InResponseTo"),
            issuer?.Text(),
            issuer?.Attribute("Format"),
            root.Child(SamlNames.Protocol, "Status") is { } status ? StatusOf(status) : null);
    }

    public void CheckAge(DateTimeOffset now, TimeSpan skew, Checklist checks)
    {
        checks.Require(SamlRefusal.VersionWrong, Version == "2.0", "2.0", Version);
        var issuedAt = Instants.Read(IssueInstant);
        checks.Require(
            SamlRefusal.IssueInstantWrong,
            issuedAt >= now - LongestWay - skew && issuedAt <= now + skew,
            $"within {LongestWay.TotalMinutes:0} minutes before {Instants.Write(now)}",
            IssueInstant);
    }

    public void CheckDestination(string expected, Checklist checks) =>
        checks.Require(SamlRefusal.DestinationWrong, string.Equals(Destination, expected, StringComparison.Ordinal), expected, Destination);

    public void CheckIssuer(string expected, bool isRequired, Checklist checks)
    {
        if (Issuer is not null || isRequired)
        {
            IssuerCheck.Require(SamlRefusal.IssuerWrong, Issuer, IssuerFormat, expected, checks);
        }
    }

    private static ProviderStatus StatusOf(XmlElement status)
    {
        var code = status.Child(SamlNames.Protocol, "StatusCode")!;
        return new(code.Attribute("Value")!, code.Child(SamlNames.Protocol, "StatusCode")?.Attribute("Value"), status.Child(SamlNames.Protocol, "StatusMessage")?.Text());
    }
}

/// <summary>SAML Core 2.0, 2.2.5 and 8.3.6.</summary>
internal static class IssuerCheck
{
    public static void Require(SamlRefusal refusal, string? issuer, string? format, string expected, Checklist checks) =>
        checks.Require(
            refusal,
            string.Equals(issuer, expected, StringComparison.Ordinal) && format is null or SamlNames.EntityFormat,
            expected,
            format is null or SamlNames.EntityFormat ? issuer : $"{issuer} with the format {format}");
}
