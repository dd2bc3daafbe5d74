using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Operation;

/// <summary>What people are known again by, judged before it matters: an address that somebody leaves behind passes to somebody new, and the account with it.</summary>
public static class LastingName
{
    public const string Warning = "People are known again by their email address. When somebody leaves and the address passes to somebody new, the account passes with it. Choose a name that never changes, such as an employee number, before people sign in.";

    /// <summary>Whether it is an address, as far as can be told: by the settings, the product's habit, or what a test has brought (<paramref name="seen"/>).</summary>
    public static bool IsAddress(SamlProvider provider, AttributeMapping mapping, NameId? seen) => mapping.AccountKey is null
        ? provider.NameIdFormat == NameIdFormats.EmailAddress
            || (seen is null ? provider is { Product: "google", NameIdFormat: null or NameIdFormats.Unspecified } : seen.Format == NameIdFormats.EmailAddress || EmailAddress.TryParse(seen.Value, out _))
        : mapping.AccountKey == mapping.Email;
}
