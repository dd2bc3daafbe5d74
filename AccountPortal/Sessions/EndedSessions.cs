using AccountPortal.Data;
using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>Tells people why a session ended.</summary>
public sealed class EndedSessions(PortalDbContext db, SessionCookie cookie, TimeProvider clock, IOptions<SessionSettings> settings, IOptions<RetentionSettings> retention)
{
    /// <summary>Why this browser is signed out, if its session ended by itself; <c>null</c> where there is nothing to tell.</summary>
    public async Task<string?> ExplainAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (cookie.Read(context.Request) is not { } key)
        {
            return null;
        }

        var since = clock.GetUtcNow() - retention.Value.EndedSessions;
        var session = await db.EndedSessions.AsNoTracking().Where(row => row.KeyHash == key.Hash && row.EndedAt > since).FirstOrDefaultAsync(cancellationToken);
        return session is null ? null : Sentence(session);
    }

    /// <summary>For the list: "unused for 30 minutes", "you signed it out from Firefox on Windows".</summary>
    public string Reason(EndedSession session) => session.Reason switch
    {
        EndReason.SignedOut => "you signed out",
        EndReason.Idle => $"unused for {Duration.InWords(Unused(session))}",
        EndReason.Absolute => "its time was over",
        EndReason.Limit => $"you signed in on more than {Duration.Count(settings.Value.MaxPerUser, "device")}",
        EndReason.RevokedByOwner => session.EndedFrom is null ? "you signed it out" : $"you signed it out from {session.EndedFrom}",
        EndReason.PasswordChanged => "your password was changed",
        EndReason.PasswordReset => "your password was reset",
        EndReason.EmailChanged => "your email address was changed",
        EndReason.SignedInAgain => "you signed in again in the same browser",
        EndReason.NotMe => "you said \"This wasn't me\"",
        EndReason.Moved => "it was used from another network or country",
        EndReason.SamlSignOut => "your company's sign-in ended it",
        EndReason.ProviderDisabled => "your company's sign-in was turned off",
        EndReason.CompanyOnly => "your company wants you to sign in through it",
        EndReason.Deletion => "the account is to be deleted",
        EndReason.DeletionCancelled => "the account, which was to be deleted, is kept",
        EndReason.Restored => "the portal was restored from a backup",
        EndReason.Administrator => "an administrator ended it",
        EndReason.AccountLocked => "an administrator locked your account",
        EndReason.RoleChanged => "your role was changed",
        _ => "it was ended",
    };

    private string? Sentence(EndedSession session) => session.Reason switch
    {
        // Whoever signed out or in again here knows.
        EndReason.SignedOut or EndReason.SignedInAgain => null,
        EndReason.Idle => $"You were signed out after {Duration.InWords(Unused(session))} without activity.",
        EndReason.Absolute => "You were signed out because you had been signed in for long. Sign in again to go on.",
        EndReason.Limit => "You were signed out here because you signed in on another device.",
        EndReason.RevokedByOwner => $"You were signed out from {session.EndedFrom ?? "another device"}, {RelativeTime.InWords(session.EndedAt, clock.GetUtcNow())}.",
        EndReason.PasswordChanged or EndReason.PasswordReset => "You were signed out because your password was changed.",
        EndReason.EmailChanged => "You were signed out because your email address was changed.",
        EndReason.NotMe => "You were signed out because somebody said that a sign-in to this account wasn't theirs. Set a new password with the link in your mail.",
        EndReason.Moved => "You were signed out because this session was used from another network or country.",
        EndReason.SamlSignOut => "You were signed out by your company's sign-in.",
        EndReason.ProviderDisabled => "You were signed out because your company's sign-in was turned off.",
        EndReason.CompanyOnly => "You were signed out because your company wants you to sign in through it. Sign in again to go on.",
        EndReason.Deletion => "You were signed out because the account is to be deleted.",
        EndReason.DeletionCancelled => "You were signed out because the account, which was to be deleted, is kept. Sign in again to go on.",
        EndReason.Restored => "You were signed out because the portal was restored from a backup. Sign in again to go on.",
        EndReason.Administrator => "You were signed out by an administrator.",
        EndReason.AccountLocked => "You were signed out because your account was locked. Your mailbox has a mail about it.",
        EndReason.RoleChanged => "You were signed out because your role was changed. Sign in again to go on.",
        _ => "You were signed out.",
    };

    // A plain session and a remembered one differ; which it was shows in how long it was left alone.
    private TimeSpan Unused(EndedSession session)
    {
        var unused = session.EndedAt - session.LastActiveAt;
        return unused >= settings.Value.RememberedIdleTimeout ? settings.Value.RememberedIdleTimeout : settings.Value.IdleTimeout;
    }
}
