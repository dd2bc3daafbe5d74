using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Recovery;

/// <summary>What was taken back since the backup, and would open something again.</summary>
internal sealed record Revived(int Sessions, int Links, int Devices, int Mails, Deadlines Deadlines)
{
    public override string ToString() => $"sessions: {Sessions}, links in mails: {Links}, trusted devices: {Devices}, mails that wait: {Mails}, {Deadlines}";
}

/// <summary>
/// Takes back what a backup brings to life: sessions that were ended since, links that were used, trust in devices that was withdrawn, mails that were sent, and
/// what was to happen at a time and was stopped. Nothing in the database says which of them those are, so that it takes all. People sign in again; nothing else is
/// asked of them.
/// </summary>
internal sealed class AfterRestore(PortalDbContext db, SessionEnding ending, RevivedDeadlines deadlines, TimeProvider clock)
{
    // Those that open or change something. What protects the owner ("This wasn't me", "Keep my account") does no harm if it works twice.
    private static readonly string[] Opening = [TokenPurpose.SignUp, TokenPurpose.ChangeEmail, TokenPurpose.ResetPassword, TokenPurpose.ConnectCompany];

    public async Task<Revived> FindAsync(CancellationToken cancellationToken) => new(
        await db.Sessions.CountAsync(cancellationToken),
        await Links().CountAsync(cancellationToken),
        await db.KnownDevices.CountAsync(device => device.TrustedUntil != null, cancellationToken),
        await db.OutboxEmails.CountAsync(mail => mail.SentAt == null && mail.FailedAt == null, cancellationToken),
        await deadlines.FindAsync(cancellationToken));

    /// <summary>Takes it back; of mails those that were written before <paramref name="began"/>: what the command itself says to people goes out.</summary>
    public async Task<Revived> TakeBackAsync(DateTimeOffset began, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var sessions = await ending.EndEverybodysAsync(EndReason.Restored, null, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var links = await Links().ExecuteDeleteAsync(cancellationToken);
        var devices = await db.KnownDevices.EndTrustAsync(cancellationToken);
        var waiting = db.OutboxEmails.Where(mail => mail.SentAt == null && mail.FailedAt == null && mail.CreatedAt < began);
        var mails = await waiting.Where(mail => mail.IsForgotten).ExecuteDeleteAsync(cancellationToken)
            + await waiting.ExecuteUpdateAsync(
                set => set.SetProperty(mail => mail.FailedAt, now).SetProperty(mail => mail.LastError, "a backup was brought back: it was sent before, or is out of date")
                    .SetProperty(mail => mail.ProtectedBody, (byte[]?)null),
                cancellationToken);
        var stopped = await deadlines.TakeBackAsync(now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(sessions, links, devices, mails, stopped);
    }

    private IQueryable<EmailToken> Links() => db.EmailTokens.Where(token => token.UsedAt == null && Opening.Contains(token.Purpose));
}
