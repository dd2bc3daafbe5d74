using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>What a company's side would be, beside what is saved: to be looked through, with what is odd about it, before anything is.</summary>
public sealed record MetadataPreview(ProviderPage Page, TheirSide Side, TheirsForm Form, IReadOnlyList<ProviderDifference> Differences, IReadOnlyList<string> Warnings)
{
    /// <summary>Certificates that are saved and that it does not name.</summary>
    public IReadOnlyList<SamlCertificate> Others => [.. Page.Certificates.Where(row => !Side.Names(row))];

    /// <summary>They go without being asked: the provider becomes another one.</summary>
    public bool IsAnother => Page.Provider.IsTold && Page.Provider.EntityId != Side.EntityId;

    public bool ChangesNothing => Differences.Count == 0;

    /// <summary>
    /// <paramref name="metadata"/>: where it was read from some. <paramref name="namesake"/>: another provider with that entity id.
    /// </summary>
    public static MetadataPreview Of(ProviderPage page, TheirSide side, ProviderMetadata? metadata, string? namesake, DateTimeOffset now)
    {
        var seen = page.Seen(ProviderPart.Theirs, ProviderPart.Certificates);
        return new(page, side, TheirsForm.Of(side, seen), Compare(page, side), [.. Notes(page, side, metadata, namesake, now)]);
    }

    /// <summary>What would be another; certificates that are saved stay, until somebody says otherwise or the provider becomes another one.</summary>
    public static IReadOnlyList<ProviderDifference> Compare(ProviderPage page, TheirSide side)
    {
        var leaving = side.Leaving(page.Provider.EntityId, page.Certificates, dropsOthers: false);
        var thumbprints = page.Certificates.Except(leaving).Select(row => row.Thumbprint).Union(side.Certificates.Select(certificate => certificate.Thumbprint));
        return ProviderDifference.Between(page.Facts, ProviderFacts.Theirs(side, thumbprints));
    }

    private static IEnumerable<string> Notes(ProviderPage page, TheirSide side, ProviderMetadata? metadata, string? namesake, DateTimeOffset now)
    {
        if (namesake is not null)
        {
            yield return $"{namesake} has this entity ID already. If it is the same company, add its domain there instead of a second provider.";
        }

        if (page.Provider.IsTold && page.Provider.EntityId != side.EntityId)
        {
            yield return "The entity ID is another one: this is another identity provider. All certificates of the one before go, and people may come in under other lasting names.";
        }

        foreach (var certificate in side.Certificates.Where(certificate => certificate.IsExpired(now)))
        {
            yield return $"The certificate {certificate.Thumbprint[..16]}… has expired. It still counts, as providers do sign with expired ones; ask them for the next.";
        }

        foreach (var certificate in side.Certificates.Where(certificate => certificate.NotBefore > now))
        {
            yield return $"The certificate {certificate.Thumbprint[..16]}… is not valid yet: it looks like their next one.";
        }

        if (side.LogoutUrl is null && page.Provider.SendsLogout)
        {
            yield return "They have no address for signing out any more: who signs out here stays signed in there.";
        }

        if (metadata is { WantsSignedRequests: true } && !page.Provider.SignsRequests)
        {
            yield return "They want signed requests, and signing is off: turn it on under Settings.";
        }

        if (metadata is { ValidUntil: { } end })
        {
            yield return $"The metadata says that it holds until {end.UtcDateTime:yyyy-MM-dd}. {(side.MetadataUrl is null ? "Read it again before, or give its address, so that the portal does." : "It is read again each day.")}";
        }

        if (page.Provider.NameIdFormat is { } format && metadata is { NameIdFormats: { Count: > 0 } offered } && !offered.Contains(format))
        {
            yield return $"They don't offer the NameID format that is asked for ({format}).";
        }
    }
}
