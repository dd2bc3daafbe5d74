using AccountPortal.Data;
using AccountPortal.Passkeys;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SignIn;

/// <summary>The step of a sign-in that follows the password, where the account has a second factor.</summary>
[AllowAnonymous, Route("/sign-in")]
public sealed class SecondStepController(
    SecondStep second, PendingSignIns pendings, SignInStart start, SecondStepOffer offer, PortalDbContext db) : Controller
{
    private const string AppView = "/SignIn/TwoFactor.cshtml";
    private const string RecoveryView = "/SignIn/RecoveryCode.cshtml";

    [HttpGet("two-factor")]
    public Task<IActionResult> TwoFactor(CancellationToken cancellationToken) => PageAsync(AppView, new SecondStepForm(), cancellationToken);

    [HttpGet("recovery-code")]
    public Task<IActionResult> RecoveryCode(CancellationToken cancellationToken) => PageAsync(RecoveryView, new SecondStepForm(), cancellationToken);

    [HttpPost("two-factor"), ThrottleClient("sign-in", 120, 5)]
    public Task<IActionResult> TwoFactor(SecondStepForm form, CancellationToken cancellationToken) =>
        TryAsync(AppView, form, "That code is not right, or was used before. Wait for the next one and type it.", cancellationToken);

    [HttpPost("recovery-code"), ThrottleClient("sign-in", 120, 5)]
    public Task<IActionResult> RecoveryCode(SecondStepForm form, CancellationToken cancellationToken) =>
        TryAsync(RecoveryView, form, "That is not one of your recovery codes, or it was used before. Each works once.", cancellationToken);

    private async Task<IActionResult> TryAsync(string view, SecondStepForm form, string wrong, CancellationToken cancellationToken)
    {
        var result = await second.TryAsync(HttpContext, form.Code, form.TrustDevice, cancellationToken);
        switch (result.Outcome)
        {
            case SecondStepOutcome.SignedIn:
                var returnUrl = start.Read(HttpContext)?.ReturnUrl;
                start.Forget(HttpContext);
                return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "/account");
            case SecondStepOutcome.AtLimit:
                return Redirect("/sign-in/limit");
            case SecondStepOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case SecondStepOutcome.Over:
                return Redirect("/sign-in").WithNotice("That took too long, or your account was changed meanwhile. Please sign in again.", NoticeKind.Warn);
            default:
                ModelState.AddModelError(nameof(form.Code), string.IsNullOrWhiteSpace(form.Code) ? "Enter the code." : wrong);
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return await PageAsync(view, form, cancellationToken);
        }
    }

    private async Task<IActionResult> PageAsync(string view, SecondStepForm form, CancellationToken cancellationToken)
    {
        if (pendings.Read(HttpContext) is not { HasSecondFactor: false } pending
            || await db.Users.AsNoTracking().SingleOrDefaultAsync(account => account.Id == pending.AccountId && account.SecurityStamp == pending.Stamp, cancellationToken) is not { } account)
        {
            return Redirect("/sign-in");
        }

        var own = await offer.FindAsync(HttpContext, account, cancellationToken);
        ViewData["Ways"] = own;
        ViewData["Passkey"] = own.HasPasskey
            ? new PasskeySignInForm { ReturnUrl = start.Read(HttpContext)?.ReturnUrl, RememberDevice = pending.Remember, IsSecondStep = true }
            : null;
        return View(own.TakesCodes ? view : AppView, form);
    }
}
