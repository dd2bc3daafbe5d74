using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Saml.Providers;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Operation;

/// <summary>What administrators are written about companies' sign-ins.</summary>
public sealed class OperationLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private string Product => branding.Value.Name;

    public Letter DomainLost(Account reader, SamlProvider provider, string domain) => new(reader, $"The proof for {domain} is gone",
    [
        $"The DNS of {domain} no longer has the record that shows that the domain is {provider.Name}'s.",
        $"People of {domain} can still sign in to {Product} through their company: nothing was switched off. If somebody tidied up the DNS, the record belongs back. If the domain is no longer {provider.Name}'s, take it away here, for whoever has its addresses now could come in as somebody else.",
    ])
    {
        Facts = [new("Record", DomainProof.RecordOf(domain))],
        Button = new LetterButton("See the domain", publicUrl.To($"/admin/saml-providers/{provider.Slug}/domains")),
    };

    public Letter CertificateEnds(Account reader, SamlProvider provider, EndingCertificate ending) => new(reader, $"{(ending.IsOurs ? "Our certificate for" : "A certificate of")} {provider.Name} ends in {Duration.Count(ending.Days, "day")}",
    [
        ending.IsOurs
            ? $"{Product} signs what it sends to {provider.Name} with a certificate that is about to end. Make the next one, give it to {provider.Name}, and then switch to it."
            : $"{provider.Name} signs its answers with a certificate that is about to end.",
        ending switch
        {
            { IsOurs: true } => $"Some systems go on with one that has ended, some refuse it: then nobody of {provider.Name} can sign in.",
            { HasNext: true } => "The next one is here already and trusted beside it: there is nothing to do unless they sign with yet another one.",
            _ => $"Ask them for the next one and add it here before they switch: otherwise nobody of {provider.Name} can sign in.",
        },
    ])
    {
        Facts = [new("Certificate", ending.Subject), new("SHA-256", ending.Thumbprint), new("Ends", $"{ending.NotAfter.UtcDateTime:yyyy-MM-dd HH:mm} UTC")],
        Button = new LetterButton("See the certificates", publicUrl.To($"/admin/saml-providers/{provider.Slug}/certificates")),
    };

    public Letter BreakGlassGone(Account reader, Account about) => new(reader, $"No emergency account of {Product} is left",
    [
        $"{about.Email} was the last account that could sign in without a company, and its owner has just said that a stranger had it: until it is set up again, it can't be used.",
        "A company's sign-in is the only way in for some people now. Keep another account for emergencies, before that sign-in breaks.",
    ])
    {
        Button = new LetterButton("See the emergency accounts", publicUrl.To("/admin/emergency-accounts")),
    };

    public Letter BreakGlassAppointed(Account reader, Account about) => new(reader, $"{about.Email} is kept for emergencies now",
    [
        $"An administrator of {Product} said that {about.Email} opens with its password and second factor even where a company's sign-in is the only one otherwise.",
        "Each use of it is told to all administrators. If nobody of you did this, withdraw it.",
    ])
    {
        Button = new LetterButton("See the emergency accounts", publicUrl.To("/admin/emergency-accounts")),
    };
}
