using System.Globalization;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>All that is configured of a provider, in one order. A new setting adds a line here, and with it is compared, told and fingerprinted.</summary>
public static class ProviderFacts
{
    public static IReadOnlyList<ProviderFact> Of(SamlProvider provider, IEnumerable<string> thumbprints) =>
    [
        .. Theirs(TheirSide.Saved(provider), thumbprints),
        new(ProviderPart.Settings, "name", "Name", provider.Name, IsTested: false),
        new(ProviderPart.Settings, "product", "Product", provider.Product ?? "", IsTested: false),
        new(ProviderPart.Settings, "signsRequests", "Sign requests", Word(provider.SignsRequests)),
        new(ProviderPart.Settings, "acceptsSignedResponseOnly", "Accept a signature on the response alone", Word(provider.AcceptsSignedResponseOnly)),
        new(ProviderPart.Settings, "requiresEncryption", "Require encryption", Word(provider.RequiresEncryption)),
        new(ProviderPart.Settings, "clockSkew", "Clock skew", string.Create(CultureInfo.InvariantCulture, $"{provider.ClockSkew.TotalSeconds:0} s")),
        new(ProviderPart.Settings, "nameIdFormat", "NameID format", provider.NameIdFormat ?? ""),
        new(ProviderPart.Settings, "authnContexts", "Authentication contexts", string.Join(", ", provider.AuthnContexts)),
        new(ProviderPart.Settings, "forcesAuthentication", "Ask for a fresh proof each time", Word(provider.ForcesAuthentication)),
        new(ProviderPart.Settings, "tellsEmail", "Tell the provider the address", Word(provider.TellsEmail), IsTested: false),
        new(ProviderPart.Settings, "allowsUnsolicited", "Answers that nobody asked for", Word(provider.AllowsUnsolicited), IsTested: false),
        new(ProviderPart.Settings, "asksSecondFactor", "Ask for our own second factor", Word(provider.AsksSecondFactor), IsTested: false),
        new(ProviderPart.Settings, "maxSessionAge", "Longest session", provider.MaxSessionAge is { } age ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0.##} h") : "", IsTested: false),
        new(ProviderPart.Settings, "sendsLogout", "Sign out at the provider, too", Word(provider.SendsLogout), IsTested: false),
        new(ProviderPart.Settings, "createsAccounts", "Create accounts at the first sign-in", Word(provider.CreatesAccounts), IsTested: false),
        new(ProviderPart.Settings, "contact", "Whom to ask", provider.Contact ?? "", IsTested: false),
        new(ProviderPart.Mapping, "accountKey", "Lasting name", provider.Mapping.AccountKey ?? ""),
        new(ProviderPart.Mapping, "email", "Email", provider.Mapping.Email ?? ""),
        new(ProviderPart.Mapping, "displayName", "Name", provider.Mapping.DisplayName ?? ""),
        new(ProviderPart.Mapping, "firstName", "First name", provider.Mapping.FirstName ?? ""),
        new(ProviderPart.Mapping, "lastName", "Last name", provider.Mapping.LastName ?? ""),
        new(ProviderPart.Mapping, "groups", "Groups", provider.Mapping.Groups ?? ""),
        new(ProviderPart.Mapping, "requiredGroup", "Required group", provider.RequiredGroup ?? ""),
        new(ProviderPart.Mapping, "groupRoles", "Roles of groups", string.Join(", ", provider.GroupRoles.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}")), IsTested: false),
        new(ProviderPart.Mapping, "defaultRole", "Role of new accounts", provider.DefaultRole ?? "", IsTested: false),
        new(ProviderPart.Mapping, "groupsDecide", "Groups decide about roles", Word(provider.GroupsDecide), IsTested: false),
    ];

    /// <summary>Those that the company's metadata speaks of; they come first in <see cref="Of"/>, too.</summary>
    public static IReadOnlyList<ProviderFact> Theirs(TheirSide side, IEnumerable<string> thumbprints) =>
    [
        new(ProviderPart.Theirs, "entityId", "Entity ID", side.EntityId),
        new(ProviderPart.Theirs, "signInUrl", "Sign-in address", side.SignInUrl),
        new(ProviderPart.Theirs, "signInBinding", "Sign-in binding", Binding(side.SignInBinding)),
        new(ProviderPart.Theirs, "logoutUrl", "Sign-out address", side.LogoutUrl ?? "", IsTested: false),
        new(ProviderPart.Theirs, "logoutBinding", "Sign-out binding", side.LogoutUrl is null ? "" : Binding(side.LogoutBinding), IsTested: false),
        new(ProviderPart.Theirs, "logoutAnswerUrl", "Where sign-out answers go", side.LogoutAnswerUrl ?? "", IsTested: false),
        new(ProviderPart.Theirs, "metadataUrl", "Read again each day from", side.MetadataUrl ?? "", IsTested: false),
        new(ProviderPart.Theirs, "metadataSigner", "Who signs the metadata", side.MetadataSigner is { } signer ? TrustedCertificate.Read(signer).Thumbprint : "", IsTested: false),
        new(ProviderPart.Certificates, "certificates", "Certificates", string.Join(", ", thumbprints.Order(StringComparer.Ordinal))),
    ];

    private static string Binding(string binding) => binding == SamlBinding.Post ? "HTTP-POST" : "HTTP-Redirect";

    private static string Word(bool isOn) => isOn ? "on" : "off";
}
