namespace AccountPortal.Saml.Providers;

/// <summary>How a message travels through the browser; the text is what the database holds.</summary>
public static class SamlBinding
{
    public const string Redirect = "redirect";
    public const string Post = "post";
}
