namespace AccountPortal.Saml.Setup;

/// <summary>Which page a fact of a provider is changed on.</summary>
public enum ProviderPart
{
    Theirs,
    Certificates,
    Settings,
    Mapping,
}

/// <summary>
/// One thing that is configured of a provider, in words: what a page compares, an event tells and a fingerprint is made of. <paramref name="IsTested"/>: a
/// test sign-in depends on it.
/// </summary>
public sealed record ProviderFact(ProviderPart Part, string Key, string Label, string Value, bool IsTested = true)
{
    /// <summary>Whoever changes it while people sign in could sign in as any of them.</summary>
    public bool DecidesWho => Key is "entityId" or "signInUrl" or "metadataUrl" or "metadataSigner" or "certificates" or "accountKey" or "email";
}

/// <summary>A fact that is to be, or was made, another.</summary>
public sealed record ProviderDifference(ProviderFact Fact, string Before, string After)
{
    private const int LongestTold = 500;

    /// <summary>For an event's details.</summary>
    public string Told => $"{Shown(Before)} → {Shown(After)}" is { Length: > LongestTold } text ? text[..LongestTold] + "…" : $"{Shown(Before)} → {Shown(After)}";

    public static IReadOnlyList<ProviderDifference> Between(IEnumerable<ProviderFact> before, IEnumerable<ProviderFact> after) =>
    [
        .. before.Zip(after).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => new ProviderDifference(pair.Second, pair.First.Value, pair.Second.Value)),
    ];

    private static string Shown(string value) => value.Length == 0 ? "(none)" : value;
}
