using AccountPortal.Accounts;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>What a sign-in does when the account has as many sessions as it may.</summary>
public enum AtLimit
{
    /// <summary>Ends the least recently active one.</summary>
    EndOldest,

    /// <summary>Shows the sessions; the person picks the one to end.</summary>
    Ask,

    /// <summary>Is refused until a session ends.</summary>
    Refuse,
}

/// <summary>The session that a person picked to be ended, handed to the sign-in in a feature of the request.</summary>
public sealed record PickedSession(Guid Id);

/// <summary>The account has as many sessions as it may, and the settings do not say which is to end.</summary>
public sealed class SessionLimitException() : Exception("The account has as many sessions as it may.");

/// <summary>How many sessions an account may have (P7). The caller holds the lock on the account, so that sign-ins at once follow each other.</summary>
public sealed class SessionLimit(PortalDbContext db, SessionEnding ending, IOptions<SessionSettings> settings)
{
    /// <summary>Makes room for one more; throws <see cref="SessionLimitException"/> where the person has to do it.</summary>
    public async Task MakeRoomAsync(HttpContext context, Account account, CancellationToken cancellationToken)
    {
        var most = await MostAsync(account, cancellationToken);
        if (settings.Value.AtLimit == AtLimit.EndOldest)
        {
            await ending.EndBeyondAsync(account.Id, most - 1, cancellationToken);
            return;
        }

        if (settings.Value.AtLimit == AtLimit.Ask && context.Features.Get<PickedSession>() is { } picked)
        {
            await ending.EndAsync(account.Id, picked.Id, EndReason.Limit, null, cancellationToken);
        }

        await ending.EndOverdueAsync(account.Id, cancellationToken);
        if (await db.Sessions.CountAsync(session => session.UserId == account.Id, cancellationToken) >= most)
        {
            throw new SessionLimitException();
        }
    }

    /// <summary>What an administrator set for the account; or the most that any of its roles allows; or what everybody has.</summary>
    private async Task<int> MostAsync(Account account, CancellationToken cancellationToken)
    {
        if (account.MaxSessions is { } own)
        {
            return own;
        }

        if (settings.Value.MaxPerRole.Count == 0)
        {
            return settings.Value.MaxPerUser;
        }

        var roles = await db.UserRoles.Where(link => link.UserId == account.Id)
            .Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).ToListAsync(cancellationToken);
        return settings.Value.MaxPerRole.Where(limit => roles.Contains(limit.Key, StringComparer.OrdinalIgnoreCase)).Select(limit => (int?)limit.Value).Max() ?? settings.Value.MaxPerUser;
    }
}
