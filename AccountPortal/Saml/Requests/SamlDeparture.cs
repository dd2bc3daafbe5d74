namespace AccountPortal.Saml.Requests;

/// <summary>
/// A browser on its way to a provider. It goes on from a page of ours: what a form of ours has led to cannot redirect there, for
/// <c>form-action</c> covers redirects, too. With a <paramref name="Message"/> it is posted to the address, in that form field.
/// </summary>
public sealed record SamlDeparture(string Company, string Url, string? Field = null, string? Message = null, string? RelayState = null)
{
    /// <summary>The address that was typed here, to be shown.</summary>
    public string? Email { get; init; }

    /// <summary>Whether the password is another way in.</summary>
    public bool OffersPassword { get; init; }

    /// <summary>It is a sign-out.</summary>
    public bool IsLogout { get; init; }

    /// <summary>The page waits for a choice. Every other goes on by itself, and at once: a page that leaves after some seconds leaves slow readers behind.</summary>
    public bool Waits { get; init; }

    /// <summary>The provider's origin, for the page's own policy.</summary>
    public string Origin => new Uri(Url).GetLeftPart(UriPartial.Authority);
}
