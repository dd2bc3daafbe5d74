using AccountPortal.PersonalData;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;

namespace AccountPortal.Saml;

/// <summary>What a company's sign-in leaves here.</summary>
internal sealed class SamlData : IPersonalData
{
    private const string OfTheCompany = "What a company entered about its own system.";

    public string Name => "company-sign-in";

    public string Title => "Your company's sign-in";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<SamlIdentity>("Companies whose sign-in opens your account", identity => identity.UserId)
            .Exports(
                identity => identity.ProviderId, identity => identity.Key, identity => identity.Email, identity => identity.Groups, identity => identity.Roles,
                identity => identity.MadeAccount, identity => identity.CreatedAt, identity => identity.LastSignInAt)
            .Withholds("It is you.", identity => identity.UserId)
            .Withholds("A number in the table.", identity => identity.Id);
        declare.Owned<SamlRequest>("Confirmations by your company that are under way", request => request.UserId)
            .Exports(request => request.ProviderId, request => request.Purpose, request => request.SentAt, request => request.ExpiresAt, request => request.UsedAt, request => request.Passed)
            .Withholds("It is you.", request => request.UserId)
            .Withholds("The hash of a secret: it opens nothing for you, and could for others.", request => request.IdHash, request => request.BrowserHash, request => request.RelayHash)
            .Withholds("The page to go on to.", request => request.ReturnUrl)
            .Withholds("The session that it belongs to.", request => request.SessionId)
            .Withholds("How the company's system was asked.", request => request.ForcedAuthentication, request => request.Version)
            .Withholds("What your company answered, encrypted; it is gone after two days at most.", request => request.ProtectedAnswer);
        declare.NotPersonal<SamlProvider>(OfTheCompany);
        declare.NotPersonal<SamlCertificate>(OfTheCompany);
        declare.NotPersonal<SamlDomain>(OfTheCompany);
        declare.NotPersonal<SamlKey>("Keys of the portal's own.");
        declare.NotPersonal<ConsumedMessage>("Random names of messages that must not count twice.");
        declare.NotPersonal<RefusedMessage>("What was wrong with messages that were refused; names and values are taken out before.");
    }
}
