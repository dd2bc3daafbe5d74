using AccountPortal.PersonalData;
using Microsoft.AspNetCore.Identity;

namespace AccountPortal.Accounts;

/// <summary>The account itself, and what Identity keeps beside it.</summary>
internal sealed class AccountData : IPersonalData
{
    private const string Unused = "The portal does not use it.";

    public string Name => "account";

    public string Title => "Your account";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<Account>("Your account", account => account.Id)
            .Exports(
                account => account.Id, account => account.Email, account => account.EmailConfirmed, account => account.DisplayName, account => account.TimeZone,
                account => account.CreatedAt, account => account.LastSignInAt, account => account.TwoFactorEnabled, account => account.AlertSignals,
                account => account.MaxSessions, account => account.LockedAt, account => account.ReviewSince, account => account.IsBreakGlass)
            .Withholds("The same as your address.", account => account.UserName, account => account.NormalizedUserName, account => account.NormalizedEmail)
            .Withholds("The beginning of your address and your name, once more.", account => account.SearchText)
            .Withholds("The hash of a secret: it opens nothing for you, and could for others.", account => account.PasswordHash)
            .Withholds("A random mark by which the portal notices changes.", account => account.SecurityStamp, account => account.ConcurrencyStamp)
            .Withholds("An administrator's note to other administrators.", account => account.LockReason)
            .Withholds(Unused, account => account.AccessFailedCount, account => account.LockoutEnabled, account => account.LockoutEnd);
        declare.Owned<IdentityUserRole<Guid>>("Your roles", link => link.UserId).Exports(link => link.RoleId).Withholds("It is you.", link => link.UserId);
        declare.Owned<IdentityUserClaim<Guid>>("Further facts about your account", claim => claim.UserId)
            .Exports(claim => claim.ClaimType, claim => claim.ClaimValue).Withholds("It is you.", claim => claim.UserId).Withholds("A number in the table.", claim => claim.Id);
        declare.Owned<IdentityUserLogin<Guid>>("Accounts elsewhere that open this one", login => login.UserId)
            .Exports(login => login.LoginProvider, login => login.ProviderKey, login => login.ProviderDisplayName).Withholds("It is you.", login => login.UserId);
        declare.Owned<IdentityUserToken<Guid>>("Secrets that Identity keeps", token => token.UserId)
            .Exports(token => token.LoginProvider, token => token.Name).Withholds("It is you.", token => token.UserId).Withholds("A secret.", token => token.Value);
        declare.NotPersonal<IdentityRole<Guid>>("The names of the roles there are.");
        declare.NotPersonal<IdentityRoleClaim<Guid>>("What a role may do.");
    }
}
