using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.EmailVerification;

/// <summary>What the waiting page shows. <paramref name="ResendAt"/>: when the next mail may be asked for; <c>null</c> if now.</summary>
public sealed record PendingPage(string Email, DateTimeOffset? ResendAt);

/// <summary>Where an account waits whose address is not proven: what is missing, and what can be done about it.</summary>
[AllowUnverified, Route("/verify-email")]
public sealed class PendingController(
    PortalDbContext db, Throttles throttles, VerificationMail mail, PendingEmails pendings, EmailChangeMails changeMails, TimeProvider clock) : Controller
{
    private static readonly ThrottleRule EachMinute = new("resend/minute", 1, TimeSpan.FromMinutes(1));
    private static readonly ThrottleRule EachDay = new("resend/day", 10, TimeSpan.FromHours(2.4));

    [HttpGet("pending")]
    public async Task<IActionResult> Pending(CancellationToken cancellationToken)
    {
        if (User.HasVerifiedEmail())
        {
            return Redirect("/account");
        }

        var account = User.AccountId();
        var email = (await pendings.FindAsync(account, cancellationToken))?.Email
            ?? await db.Users.Where(row => row.Id == account).Select(row => row.Email!).SingleOrDefaultAsync(cancellationToken);
        if (email is null)
        {
            // A new sign-up of the address has taken this account away a moment ago (P8a).
            return Redirect("/sign-in");
        }

        return View("/EmailVerification/Pending.cshtml", new PendingPage(email, clock.GetUtcNow() + await WaitAsync(account, cancellationToken)));
    }

    /// <summary>Sends the mail again; its link ends the ones before.</summary>
    [HttpPost("resend")]
    public async Task<IActionResult> Resend(CancellationToken cancellationToken)
    {
        var account = User.AccountId();
        if (await throttles.TakeAsync(EachMinute, account.ToString(), cancellationToken) is { } minute)
        {
            return Refuse($"We sent a mail a moment ago. You can ask for another one in {Duration.InWords(minute)}.");
        }

        if (await throttles.TakeAsync(EachDay, account.ToString(), cancellationToken) is { } day)
        {
            return Refuse($"We have sent many mails already. You can ask for another one in {Duration.InWords(day)}.");
        }

        if (await SendAsync(account, cancellationToken))
        {
            return Redirect("/verify-email/pending").WithNotice("We sent the mail again. Only its link works now, not the ones before.");
        }

        return Redirect("/account").WithNotice("Your address is confirmed already.");
    }

    private static NoticeRedirect Refuse(string message) => new RedirectResult("/verify-email/pending").WithNotice(message, NoticeKind.Warn);

    private async Task<bool> SendAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(id, cancellationToken) is not { EmailConfirmed: false } account)
        {
            return false;
        }

        // Whoever mistyped their address at sign-up and gave another one waits for the mail to that one.
        if (await pendings.FindAsync(id, cancellationToken) is { } pending && EmailAddress.TryParse(pending.Email, out var newEmail))
        {
            await changeMails.AddAsync(HttpContext, account, newEmail, isMailed: true, cancellationToken);
        }
        else
        {
            await mail.AddAsync(db, account, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<TimeSpan?> WaitAsync(Guid account, CancellationToken cancellationToken)
    {
        var minute = await throttles.WaitAsync(EachMinute, account.ToString(), cancellationToken);
        var day = await throttles.WaitAsync(EachDay, account.ToString(), cancellationToken);
        return minute > day || day is null ? minute : day;
    }
}
