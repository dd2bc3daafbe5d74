using AccountPortal.Accounts;
using AccountPortal.Inactivity;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.SignIn;

/// <summary>Email first, then the password.</summary>
[AllowAnonymous, Route("/sign-in")]
public sealed class SignInController(PasswordSignIn signIn, SignInStart start, EndedSessions ended) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string? returnUrl, CancellationToken cancellationToken)
    {
        if (User.IsSignedIn())
        {
            return Onward(returnUrl);
        }

        ViewData["Ended"] = await ended.ExplainAsync(HttpContext, cancellationToken);
        return View(new SignInForm { Email = start.Read(HttpContext)?.Email, ReturnUrl = returnUrl });
    }

    [HttpPost, ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Index(SignInForm form, CancellationToken cancellationToken)
    {
        // A password manager may have filled in both at once.
        if (!string.IsNullOrEmpty(form.Password))
        {
            return await PasswordAsync(form, cancellationToken);
        }

        if (!EmailAddress.TryParse(form.Email, out _))
        {
            ModelState.AddModelError(nameof(form.Email), "Enter an email address, like name@example.com.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(form);
        }

        start.Keep(HttpContext, form);
        return RedirectToAction(nameof(Password));
    }

    [HttpGet("password")]
    public IActionResult Password()
    {
        if (User.IsSignedIn())
        {
            return Onward(null);
        }

        return start.Read(HttpContext) is { Email: not null } form ? View(form) : RedirectToAction(nameof(Index));
    }

    [HttpPost("password"), ThrottleClient("sign-in", 120, 5)]
    public Task<IActionResult> Password(SignInForm form, CancellationToken cancellationToken) => PasswordAsync(form, cancellationToken);

    private async Task<IActionResult> PasswordAsync(SignInForm form, CancellationToken cancellationToken)
    {
        var result = await signIn.TryAsync(HttpContext, form.Email, form.Password, form.RememberDevice, cancellationToken);
        switch (result.Outcome)
        {
            case SignInOutcome.SignedIn:
                start.Forget(HttpContext);
                return Onward(form.ReturnUrl);
            case SignInOutcome.NeedsSecondFactor:
                start.Keep(HttpContext, form);
                return Redirect("/sign-in/two-factor");
            case SignInOutcome.AtLimit:
                start.Keep(HttpContext, form);
                return Redirect("/sign-in/limit");
            case SignInOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            default:
                ModelState.AddModelError(nameof(form.Password), Message(result));
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View(nameof(Password), form);
        }
    }

    private static string Message(SignInResult result) => result.Outcome switch
    {
        SignInOutcome.Locked => $"That was the right password, but there were too many wrong tries from your network. Wait {Duration.InWords(result.Wait)} and try again.",
        SignInOutcome.AccountLocked => "This account is locked. An administrator did it; the mail that we sent you says more.",
        SignInOutcome.LockedInactive => InactivityLock.Says,
        _ => "Email or password is not right.",
    };

    private LocalRedirectResult Onward(string? returnUrl) => LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "/account");
}
