namespace AccountPortal.Saml.Setup;

/// <summary>Certificates to be trusted from now on, pasted in PEM.</summary>
public sealed record CertificateForm
{
    public string? Certificates { get; init; }
}

/// <summary>The page of a provider's certificates, and of ours towards it.</summary>
public sealed record CertificatesPage(ProviderPage Page, IReadOnlyList<CertificateRow> Rows, IReadOnlyList<OurKey> Ours, CertificateForm Form);

/// <summary>A key of ours, without what is secret of it.</summary>
public sealed record OurKey(string State, string Thumbprint, DateTimeOffset CreatedAt, DateTimeOffset NotAfter);
