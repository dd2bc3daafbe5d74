using System.Security.Cryptography.X509Certificates;
using System.Text;
using AccountPortal.Saml.Writing;

namespace AccountPortal.Saml;

/// <summary>
/// A message of ours on its way to an identity provider, by either binding. The certificates given hold our private key; <c>null</c> sends unsigned.
/// </summary>
public abstract record OutgoingMessage
{
    /// <summary>160 random bits, kept with what is pending: the answer has to name it.</summary>
    public string Id { get; init; } = SamlWriter.NewId();

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The provider's endpoint; https.</summary>
    public required string Destination { get; init; }

    /// <summary>Our entity id.</summary>
    public required string Issuer { get; init; }

    internal abstract bool IsResponse { get; }

    /// <summary>The form field or query parameter that carries it.</summary>
    public string Field => IsResponse ? "SAMLResponse" : "SAMLRequest";

    /// <summary>The address to send the browser to (SAML Bindings 2.0, 3.4).</summary>
    public string ToRedirect(X509Certificate2? signingCertificate, string? relayState) => RedirectWriter.Write(Destination, Field, ToXml(), relayState, signingCertificate);

    /// <summary>The value of the form field that the browser posts (SAML Bindings 2.0, 3.5).</summary>
    public string ToPost(X509Certificate2? signingCertificate) => Convert.ToBase64String(signingCertificate is null ? ToXml() : MessageSigner.Sign(ToXml(), signingCertificate));

    /// <summary>The unsigned XML.</summary>
    public string ToText() => Encoding.UTF8.GetString(ToXml());

    internal abstract byte[] ToXml();
}
