using System.Text;

namespace AccountPortal.Saml.Reading;

/// <summary>
/// The query of a Redirect binding's message, taken apart by hand: what is verified, decoded and read are the same pieces of the same raw text. A
/// framework's parsed query has already chosen among duplicates and cannot give back the octets that were signed (CVE-2025-27773).
/// </summary>
internal sealed record RedirectQuery(string Message, string? RelayState, string? Algorithm, string? Signature)
{
    private const int Longest = 64 * 1024;
    private static readonly string[] Names = ["SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding"];

    /// <summary>
    /// What the signature covers, in the order that the binding fixes: the pieces as they came, percent-encoding untouched.
    /// </summary>
    public byte[] SignedOctets(string field) => Encoding.UTF8.GetBytes($"{field}={Message}{(RelayState is null ? "" : $"&RelayState={RelayState}")}&SigAlg={Algorithm}");

    /// <summary>Of the raw query, with or without its question mark.</summary>
    public static RedirectQuery Read(string query, string field, Checklist checks)
    {
        checks.Require(SamlRefusal.TooLarge, query.Length <= Longest, $"at most {Longest} characters", $"{query.Length}");
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=') is >= 0 and var at ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            // Others may add parameters of their own, but none that a sloppier parser could take for one of these.
            if (Names.Contains(name, StringComparer.Ordinal) ? !found.TryAdd(name, value) : IsLikeOne(name))
            {
                throw new SamlRefusedException(SamlRefusal.RedirectQueryWrong, "each parameter once, spelled exactly", name);
            }
        }

        var isComplete = found.ContainsKey(field) && !found.ContainsKey(field == "SAMLRequest" ? "SAMLResponse" : "SAMLRequest");
        checks.Require(SamlRefusal.RedirectQueryWrong, isComplete, $"{field} and no other message", string.Join(", ", found.Keys));
        CheckEncoding(found.GetValueOrDefault("SAMLEncoding"));
        return new(found[field], found.GetValueOrDefault("RelayState"), found.GetValueOrDefault("SigAlg"), found.GetValueOrDefault("Signature"));
    }

    /// <summary>Percent-encoding undone, as a form's (a plus is a blank).</summary>
    public static string Decode(string value) => Uri.UnescapeDataString(value.Replace('+', ' '));

    private static void CheckEncoding(string? encoding)
    {
        if (encoding is not null && Decode(encoding) != SamlNames.DeflateEncoding)
        {
            throw new SamlRefusedException(SamlRefusal.CompressionWrong, SamlNames.DeflateEncoding, Decode(encoding));
        }
    }

    private static bool IsLikeOne(string name)
    {
        var decoded = Decode(name).Trim();
        return Names.Any(ours => decoded.Contains(ours, StringComparison.OrdinalIgnoreCase));
    }
}
