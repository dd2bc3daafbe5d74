using AccountPortal.Accounts;
using AccountPortal.Admin;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>Which second factors an account has, and whether it needs one.</summary>
public sealed class SecondFactors(PortalDbContext db, IOptions<TwoFactorSettings> settings, IOptions<AdminSettings> admin)
{
    /// <summary>Whether there is an authenticator app or a passkey.</summary>
    public async Task<bool> HasAsync(Account account, CancellationToken cancellationToken) =>
        account.TwoFactorEnabled || await HasPasskeyAsync(account.Id, cancellationToken);

    public Task<bool> HasPasskeyAsync(Guid userId, CancellationToken cancellationToken) =>
        db.UserPasskeys.AnyAsync(passkey => passkey.UserId == userId, cancellationToken);

    /// <summary>Whether one of the account's roles wants a second factor.</summary>
    public async Task<bool> IsRequiredAsync(Account account, CancellationToken cancellationToken)
    {
        if (settings.Value.RequiredForRoles is not { Count: > 0 })
        {
            return false;
        }

        var roles = await db.UserRoles.Where(link => link.UserId == account.Id)
            .Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!)
            .ToListAsync(cancellationToken);
        return settings.Value.IsRequiredFor(admin.Value.Covers(account.Email!, account.EmailConfirmed, isBySaml: false) ? [.. roles, AdminRole.Name] : roles);
    }

    /// <summary>
    /// Whether a sign-in with a password needs a second factor too. A passkey alone does not make it so: it is another way to sign in, unless the
    /// account's role wants two factors each time.
    /// </summary>
    public async Task<bool> AreAskedForAsync(Account account, CancellationToken cancellationToken) =>
        account.TwoFactorEnabled
        || (await IsRequiredAsync(account, cancellationToken) && await HasPasskeyAsync(account.Id, cancellationToken));
}
