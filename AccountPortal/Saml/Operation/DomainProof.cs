using System.Buffers.Text;
using System.Security.Cryptography;
using AccountPortal.Saml.Operation.Dns;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Operation;

/// <summary>What a company puts into its DNS: only whoever runs the domain can, and for that name alone.</summary>
public static class DomainProof
{
    private const string Label = "_accountportal-challenge";
    private const int TokenBytes = 24;

    /// <summary>The name of the TXT record.</summary>
    public static string RecordOf(string domain) => $"{Label}.{domain}";

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Whether one of the records is the proof; others may stand beside it.</summary>
    public static bool IsIn(TxtAnswer.Found answer, SamlDomain domain) => answer.Texts.Any(text => text.Trim() == domain.Token);
}
