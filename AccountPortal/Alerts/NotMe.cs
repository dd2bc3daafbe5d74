using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.EmailVerification;
using AccountPortal.Passkeys;
using AccountPortal.Passwords;
using AccountPortal.Saml.Operation;
using AccountPortal.Sessions;
using AccountPortal.SignIn;
using AccountPortal.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Alerts;

/// <summary>The sign-in that a mail was about, as it stands now. <paramref name="DeviceId"/>: the known device, if it was not forgotten.</summary>
public sealed record ToldSignIn(string DeviceName, string? City, string? Country, string Ip, DateTimeOffset At, Guid? DeviceId)
{
    /// <summary>When the session turned up elsewhere, if that is what the mail was about; the place is then where it did.</summary>
    public DateTimeOffset? MovedAt { get; init; }
}

/// <summary>
/// "This wasn't me": ends what a stranger has in one move. Everything that the link does makes the account safer and none of it opens it, so
/// that the link may be followed without signing in (and a forwarded or stolen mail is no way in).
/// </summary>
public sealed class NotMe(
    PortalDbContext db, EmailTokens tokens, EmailChangeUndo undo, SessionEnding ending, PasswordResetMail resetMail, PasskeyRemoval passkeys, StrangersApp app, StrangersDeletion deletion,
    BreakGlassAccounts emergencies, SecurityEvents events)
{
    /// <summary>The sign-in that the token is about; <c>null</c> where it is no longer remembered.</summary>
    public async Task<ToldSignIn?> FindAsync(EmailToken token, CancellationToken cancellationToken)
    {
        var told = await FindSignInAsync(token, cancellationToken);
        // A mail about a move has one just before it; the one about the sign-in has none.
        var moved = told is null ? null : await db.SecurityEvents.AsNoTracking()
            .Where(row => row.SessionId == token.SessionId && row.Kind == EventKind.SessionMoved && row.At <= token.CreatedAt)
            .OrderByDescending(row => row.Id)
            .FirstOrDefaultAsync(cancellationToken);
        return moved is null ? told : told! with { City = moved.City, Country = moved.Country, Ip = moved.Ip?.ToString() ?? told.Ip, MovedAt = moved.At };
    }

    /// <summary>
    /// Uses the token up; ends all sessions, distrusts the device, takes the stranger's passkeys and authenticator app away, makes the password unusable and sends a fresh link for a new one, in one transaction.
    /// Returns how many sessions ended; <c>null</c> where the token was used meanwhile.
    /// </summary>
    public async Task<int?> ApplyAsync(HttpContext context, EmailToken token, CancellationToken cancellationToken)
    {
        var isBack = await BringAddressBackAsync(context, token, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await deletion.HoldAsync(token.UserId, cancellationToken);
        if (await db.LockedAccountAsync(token.UserId, cancellationToken) is not { } account || !await tokens.UseAsync(token, cancellationToken))
        {
            return null;
        }

        var told = await FindAsync(token, cancellationToken);
        await emergencies.TellIfLastAsync(account, cancellationToken);
        account.SetPasswordHash(null);
        var signIn = await SignInOfAsync(token, cancellationToken);
        // The session may be forgotten by the time that somebody reads the mail; when it was opened is remembered for longer.
        var since = told?.At ?? signIn?.At ?? token.CreatedAt;
        account.ReviewSince = Earlier(account.ReviewSince, since);
        if (told?.DeviceId is { } device)
        {
            await db.KnownDevices.Where(row => row.Id == device && row.UserId == account.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DistrustedAt, account.ReviewSince), cancellationToken);
            await app.RemoveAsync(context, account, account.ReviewSince.Value, device, cancellationToken);
        }

        await passkeys.RemoveStrangersAsync(context, account, account.ReviewSince.Value, CameWithPasskey(signIn), cancellationToken);
        await deletion.CancelAsync(context, account, since, token.SessionId, cancellationToken);
        await db.EndDeviceTrustAsync(account.Id, cancellationToken);
        var ended = await ending.EndAllAsync(account.Id, null, EndReason.NotMe, null, cancellationToken);
        await tokens.EndAsync(account.Id, cancellationToken, TokenPurpose.ChangeEmail);
        // What brought the address back has mailed a link already; and a stranger's address gets none.
        if (!isBack && account.Email == token.Email)
        {
            await resetMail.AddAsync(db, account.Id, token.Email, cancellationToken);
        }

        events.Add(db, context, EventKind.NotMe, EventOutcome.Success, account.Id, token.SessionId, new() { ["count"] = ended.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    private async Task<ToldSignIn?> FindSignInAsync(EmailToken token, CancellationToken cancellationToken) =>
        await db.Sessions.Where(row => row.Id == token.SessionId && row.UserId == token.UserId)
            .Select(row => new ToldSignIn(row.DeviceName, row.City, row.Country, row.Ip.ToString(), row.CreatedAt, row.KnownDeviceId))
            .SingleOrDefaultAsync(cancellationToken)
        ?? await db.EndedSessions.Where(row => row.Id == token.SessionId && row.UserId == token.UserId)
            .Select(row => new ToldSignIn(row.DeviceName, row.City, row.Country, row.Ip.ToString(), row.CreatedAt, row.KnownDeviceId))
            .SingleOrDefaultAsync(cancellationToken);

    private async Task<SecurityEvent?> SignInOfAsync(EmailToken token, CancellationToken cancellationToken) => token.SessionId is null ? null : await db.SecurityEvents.AsNoTracking()
        .Where(row => row.AccountId == token.UserId && row.SessionId == token.SessionId && row.Kind == EventKind.SignIn).OrderBy(row => row.Id).FirstOrDefaultAsync(cancellationToken);

    private static bool CameWithPasskey(SecurityEvent? signIn) => signIn?.Detail("method")?.Split(' ').Contains(AuthMethod.Passkey) == true;

    // A stranger's first step is to move the address to their own. Whoever holds the mailbox that the alert went to holds the undo too.
    private async Task<bool> BringAddressBackAsync(HttpContext context, EmailToken token, CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(account => account.Id == token.UserId && account.Email == token.Email, cancellationToken))
        {
            return false;
        }

        var undoToken = await db.EmailTokens.AsNoTracking()
            .Where(row => row.UserId == token.UserId && row.Email == token.Email && row.Purpose == TokenPurpose.UndoEmailChange && row.UsedAt == null)
            .OrderBy(row => row.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        return undoToken is not null && await undo.ApplyAsync(context, undoToken, cancellationToken);
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;
}
