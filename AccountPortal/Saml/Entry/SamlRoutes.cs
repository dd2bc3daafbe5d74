using AccountPortal.Accounts;
using AccountPortal.Admin;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Where people of a domain sign in. <paramref name="IsEnforced"/>: there alone.</summary>
public sealed record SamlRoute(string Slug, string Company, bool IsEnforced);

/// <summary>
/// Which company an address belongs to: by its domain alone, so that the answer is the same for people that exist and that do not. Only verified
/// domains of enabled providers lead anywhere.
/// </summary>
public sealed class SamlRoutes(PortalDbContext db, Administrators administrators)
{
    public Task<SamlRoute?> FindAsync(EmailAddress email, CancellationToken cancellationToken) =>
        (from domain in db.SamlDomains
         where domain.Domain == email.Domain && domain.VerifiedAt != null
         join provider in db.SamlProviders on domain.ProviderId equals provider.Id
         where provider.EnabledAt != null && provider.DisabledAt == null
         select new SamlRoute(provider.Slug, provider.Name, domain.EnforcedAt != null)).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The company through which alone this address comes in; <c>null</c> where there is none.</summary>
    public async Task<SamlRoute?> EnforcedAsync(string? email, CancellationToken cancellationToken) =>
        EmailAddress.TryParse(email, out var address) && await FindAsync(address, cancellationToken) is { IsEnforced: true } route ? route : null;

    /// <summary>The company through which alone this account is opened, whatever else was proven; <c>null</c> for administrators' that are kept for emergencies.</summary>
    public async Task<SamlRoute?> EnforcedForAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == accountId, cancellationToken);
        return account is null ? null : await EnforcedForAsync(account, cancellationToken);
    }

    /// <inheritdoc cref="EnforcedForAsync(Guid, CancellationToken)"/>
    /// <remarks>For an account whose row was just read.</remarks>
    public async Task<SamlRoute?> EnforcedForAsync(Account account, CancellationToken cancellationToken) =>
        // Whoever administers no longer has no way round it, whatever the account was kept for.
        account.IsBreakGlass && await administrators.IncludeAsync(account.Id, cancellationToken) ? null : await EnforcedAsync(account.Email, cancellationToken);

    /// <summary>
    /// Whether that company is the only way into the account, said so that it holds until the caller's transaction ends: whoever enforces its domain meanwhile waits,
    /// and finds the session that was opened. After the lock of the account and before any session is touched, for whoever enforces holds the domain and then ends sessions.
    /// </summary>
    public async Task<bool> HoldAsync(Account account, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(account.Email, out var address))
        {
            return false;
        }

        var enforced = await db.Database.SqlQuery<bool>(
            $"""
            select domain.enforced_at is not null as "Value" from saml_domains domain join saml_providers provider on provider.id = domain.provider_id
            where domain.domain = {address.Domain} and domain.verified_at is not null and provider.enabled_at is not null and provider.disabled_at is null
            for share of domain
            """).ToListAsync(cancellationToken);
        return enforced.Contains(true) && !(account.IsBreakGlass && await administrators.IncludeAsync(account.Id, cancellationToken));
    }
}
