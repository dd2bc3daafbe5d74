using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>
/// Lets accounts go whose address nobody proved: one mail to it, and some days later they are due. Those that an administrator locked stay: a lock
/// promises that nothing is deleted.
/// </summary>
public sealed class UnverifiedAccounts(
    IServiceScopeFactory scopes, Outbox outbox, ErasureLetters letters, TimeProvider clock, IOptions<AccountSettings> settings)
{
    private const int Portion = 100;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    /// <summary>How often to look: it reads all accounts, and is in no hurry.</summary>
    public TimeSpan Interval => settings.Value.UnverifiedWarning / 10 is var tenth && tenth < LongestInterval ? tenth : LongestInterval;

    /// <summary>Warns those whose time comes near, and makes those due that were warned in time. Any number of nodes may do it at once.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (settings.Value.UnverifiedLifetime == TimeSpan.Zero)
        {
            return;
        }

        while (await ToWarnAsync(cancellationToken) is { Count: > 0 } portion)
        {
            foreach (var userId in portion)
            {
                await WarnAsync(userId, cancellationToken);
            }
        }

        await MakeDueAsync(cancellationToken);
    }

    private async Task<List<Guid>> ToWarnAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, oldest) = (Context(scope), clock.GetUtcNow() - settings.Value.UnverifiedLifetime + settings.Value.UnverifiedWarning);
        return await db.Users
            .Where(account => !account.EmailConfirmed && account.LockedAt == null && account.CreatedAt <= oldest
                && !db.AccountNotices.Any(notice => notice.UserId == account.Id && notice.Kind == NoticeKind.Unverified)
                && !db.DeletionRequests.Any(request => request.UserId == account.Id))
            .Select(account => account.Id).Take(Portion).ToListAsync(cancellationToken);
    }

    private async Task WarnAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (db, now, warning) = (Context(scope), clock.GetUtcNow(), settings.Value.UnverifiedWarning);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Its owner may prove the address at this moment, or another node write the same mail: the notice is one a kind.
        if (await db.LockedAccountAsync(userId, cancellationToken) is not { EmailConfirmed: false, LockedAt: null } account
            || await db.Database.ExecuteSqlAsync(
                $"insert into account_notices (user_id, kind, sent_at) values ({userId}, {NoticeKind.Unverified}, {now}) on conflict do nothing", cancellationToken) == 0)
        {
            return;
        }

        var tokens = scope.ServiceProvider.GetRequiredService<EmailTokens>();
        outbox.Add(db, letters.StillUnproven(account, await tokens.IssueAsync(userId, account.Email!, warning, cancellationToken, TokenPurpose.SignUp, TokenPurpose.ChangeEmail), warning));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // The eraser looks once more whether the address is still not proven, when it holds the account.
    private async Task MakeDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (now, lifetime, warning) = (clock.GetUtcNow(), settings.Value.UnverifiedLifetime, settings.Value.UnverifiedWarning);
        await Context(scope).Database.ExecuteSqlAsync(
            $"""
            insert into deletion_requests (user_id, requested_at, execute_at, cause)
            select users.id, {now}, {now}, {DeletionCause.Unverified} from users join account_notices notice on notice.user_id = users.id and notice.kind = {NoticeKind.Unverified}
            where not users.email_verified and users.locked_at is null and users.created_at <= {now - lifetime} and notice.sent_at <= {now - warning}
            on conflict (user_id) do nothing
            """,
            cancellationToken);
    }

    private static PortalDbContext Context(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<PortalDbContext>();
}
