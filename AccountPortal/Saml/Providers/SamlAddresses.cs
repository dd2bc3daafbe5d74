using AccountPortal.Security;

namespace AccountPortal.Saml.Providers;

/// <summary>Our addresses towards one provider, from <see cref="PublicUrl"/>: what messages are measured by, never the Host header.</summary>
public sealed class SamlAddresses(PublicUrl publicUrl)
{
    /// <summary>Our entity id, which is also where our metadata is.</summary>
    public string EntityId(SamlProvider provider) => publicUrl.To($"/saml/{provider.Slug}/metadata");

    public string Acs(SamlProvider provider) => publicUrl.To($"/saml/{provider.Slug}/acs");

    public string Logout(SamlProvider provider) => publicUrl.To($"/saml/{provider.Slug}/logout");

    /// <summary>Where a sign-in through the provider begins: to be bookmarked.</summary>
    public string SignIn(string slug) => publicUrl.To(SignInPath(slug));

    public static string SignInPath(string slug) => $"/saml/{slug}/sign-in";
}
