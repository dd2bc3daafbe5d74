namespace AccountPortal.Saml.Setup;

/// <summary>One provider at a glance. <paramref name="OurCertificate"/>: the current one, in PEM.</summary>
public sealed record ShowPage(ProviderPage Page, string OurCertificate);
