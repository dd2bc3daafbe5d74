using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Logout;

/// <summary>Ends sessions because a company says so, and tells companies of sign-outs here.</summary>
public sealed class CompanyLogout(PortalDbContext db, SessionEnding ending, SamlOpening messages, PendingLogouts pendings)
{
    /// <summary>
    /// Ends that person's sessions of that provider, and of those only the ones that the request names, if it names any. <c>false</c> where the request
    /// came before.
    /// </summary>
    public async Task<bool> EndAsync(SamlProvider provider, ReceivedLogout logout, CancellationToken cancellationToken)
    {
        var (parts, indexes) = (SamlTicket.Parts(logout.NameId), logout.SessionIndexes);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await messages.AddAsync(provider.Id, [(ConsumedMessage.Logout, logout.Id)], logout.KeepUntil, cancellationToken))
        {
            return false;
        }

        var meant = await db.Sessions
            .Where(row => row.SamlProviderId == provider.Id && row.SamlNameId == logout.NameId.Value && row.SamlNameIdParts == parts)
            .Where(row => indexes.Count == 0 || indexes.Contains(row.SamlSessionIndex!))
            .OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.UserId })
            .ToListAsync(cancellationToken);
        foreach (var session in meant)
        {
            await ending.EndAsync(session.UserId, session.Id, EndReason.SamlSignOut, null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Before a sign-out: remembers whom the company is to be told of. The page to go on to; <c>null</c> where it wants to hear nothing.</summary>
    public async Task<string?> BeginAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Features.Get<CurrentSession>() is not { } current
            || await db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == current.Id && row.SamlProviderId != null, cancellationToken) is not { SamlNameIdParts: { } parts } session
            || await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Id == session.SamlProviderId, cancellationToken) is not { IsEnabled: true, SendsLogout: true, LogoutUrl: not null } provider)
        {
            return null;
        }

        pendings.Keep(context, new(provider.Id, SamlTicket.NameIdOf(session.SamlNameId!, parts), session.SamlSessionIndex));
        return $"/saml/{provider.Slug}/sign-out";
    }
}
