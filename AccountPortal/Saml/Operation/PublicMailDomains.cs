using System.Collections.Frozen;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Domains where anybody gets an address: no company's, whatever the DNS should say. By exact name, in a list that comes along (PublicMail/domains.txt).
/// </summary>
internal static class PublicMailDomains
{
    internal const string Resource = "public-mail-domains.txt";

    private static readonly Lazy<FrozenSet<string>> Domains = new(Read);

    public static int Count => Domains.Value.Count;

    public static bool Contains(string domain) => Domains.Value.Contains(domain);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(PublicMailDomains).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
