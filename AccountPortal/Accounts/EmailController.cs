using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

public sealed class ChangeEmailForm
{
    public string? NewEmail { get; init; }

    public string? CurrentPassword { get; init; }
}

/// <summary>What the page shows: the present address, and the one that waits to be confirmed.</summary>
public sealed record EmailPage(string Email, bool IsVerified, PendingEmail? Pending, string? NewEmail = null, string? CurrentPassword = null);

/// <summary>The account's address. Within reach of unverified accounts too: the address may have been mistyped at sign-up.</summary>
[AllowUnverified, Route("/account/email")]
public sealed class EmailController(PortalDbContext db, EmailChangeRequest request, PendingEmails pendings, EmailTokens tokens, TimeProvider clock) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => await PageAsync(null, cancellationToken);

    [HttpPost, RequireStepUp("change your email address", SecondFactor = true, PasswordInForm = true)]
    public async Task<IActionResult> Index(ChangeEmailForm form, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(form.NewEmail, out var newEmail))
        {
            return await RefuseAsync(form, nameof(form.NewEmail), "Enter an email address, like name@example.com.", cancellationToken);
        }

        var result = await request.SendAsync(HttpContext, newEmail, form.CurrentPassword, cancellationToken);
        return result.Outcome switch
        {
            EmailChangeOutcome.Requested => RedirectToAction(nameof(Index)).WithNotice($"We sent a mail to {newEmail}. Open its link to finish the change."),
            EmailChangeOutcome.ByCompany => await RefuseAsync(form, nameof(form.NewEmail), "Your company looks after this address: people of it sign in through the company alone. Ask whoever looks after your company's accounts.", cancellationToken),
            EmailChangeOutcome.Unchanged => await RefuseAsync(form, nameof(form.NewEmail), "That is your address already.", cancellationToken),
            EmailChangeOutcome.Refused => await RefuseAsync(form, nameof(form.CurrentPassword), result.Problem!, cancellationToken),
            EmailChangeOutcome.Throttled => new TooManyTriesResult(result.Wait),
            _ => RedirectToAction(nameof(Index)).WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", NoticeKind.Warn),
        };
    }

    /// <summary>Ends the pending change: its link no longer works.</summary>
    [HttpPost("cancel")]
    public async Task<IActionResult> Cancel(CancellationToken cancellationToken)
    {
        await tokens.EndAsync(User.AccountId(), cancellationToken, TokenPurpose.ChangeEmail);
        return RedirectToAction(nameof(Index)).WithNotice("The change was cancelled. Your address stays as it is.");
    }

    private Task<ViewResult> RefuseAsync(ChangeEmailForm form, string field, string message, CancellationToken cancellationToken)
    {
        ModelState.AddModelError(field, message);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageAsync(form.NewEmail, cancellationToken);
    }

    private async Task<ViewResult> PageAsync(string? newEmail, CancellationToken cancellationToken)
    {
        var (id, now) = (User.AccountId(), clock.GetUtcNow());
        var pending = await pendings.FindAsync(id, cancellationToken) is { } found && found.ExpiresAt > now ? found : null;
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        return View("/Accounts/Email.cshtml", new EmailPage(account.Email!, account.EmailConfirmed, pending, newEmail));
    }
}
