using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Setup;

/// <summary>Certificates that somebody pasted into a form.</summary>
internal static class CertificateText
{
    /// <summary>Each once; <c>null</c> where they are none, with words beside the field.</summary>
    public static IReadOnlyList<TrustedCertificate>? Read(string? text, ModelStateDictionary problems, string field)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text)
                ? throw new FormatException("Paste at least one certificate: without it nothing that they send can be believed.")
                : [.. TrustedCertificate.ReadText(text).DistinctBy(certificate => certificate.Thumbprint)];
        }
        catch (FormatException fault)
        {
            problems.AddModelError(field, fault.Message);
            return null;
        }
    }
}
