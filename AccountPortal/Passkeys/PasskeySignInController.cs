using AccountPortal.Inactivity;
using AccountPortal.Security;
using AccountPortal.Shared;
using AccountPortal.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Passkeys;

/// <summary>What the sign-in page's passkey button sends. <c>Passkey</c> is the browser's answer, which the script fills in.</summary>
public sealed class PasskeySignInForm
{
    public string? Passkey { get; init; }

    public bool RememberDevice { get; init; }

    public string? ReturnUrl { get; init; }

    /// <summary>Whether it comes from the page of the second step, where a refusal leads back to: the password need not be typed again.</summary>
    public bool IsSecondStep { get; init; }
}

/// <summary>Signs in with a passkey, from the button or from the browser's autofill.</summary>
[AllowAnonymous, Route("/sign-in/passkey")]
public sealed class PasskeySignInController(PasskeySignIn signIn, SignInStart start) : Controller
{
    // Whoever reloads the page of a refusal.
    [HttpGet]
    public IActionResult Index() => Redirect("/sign-in");

    [HttpPost, ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Index(PasskeySignInForm form, CancellationToken cancellationToken)
    {
        var onward = new SignInForm { ReturnUrl = form.ReturnUrl, RememberDevice = form.RememberDevice };
        switch (await signIn.TryAsync(HttpContext, form.Passkey, form.RememberDevice, cancellationToken))
        {
            case SignInOutcome.SignedIn:
                start.Forget(HttpContext);
                return LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl! : "/account");
            case SignInOutcome.AtLimit:
                start.Keep(HttpContext, onward);
                return Redirect("/sign-in/limit");
            case SignInOutcome.AccountLocked:
                return Again(onward, "This account is locked. An administrator did it; the mail that we sent you says more.");
            case SignInOutcome.LockedInactive:
                return Again(onward, InactivityLock.Says);
            case SignInOutcome.Wrong when form.IsSecondStep:
                // That page leads to the first step where the password was brought too long ago.
                return Redirect("/sign-in/two-factor").WithNotice("That passkey was not accepted. Try again, or use another way.", NoticeKind.Bad);
            default:
                return Again(onward, "That passkey was not accepted. Try again, or sign in with your password.");
        }
    }

    private ViewResult Again(SignInForm form, string problem)
    {
        ModelState.AddModelError("", problem);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View("/SignIn/Index.cshtml", form);
    }
}
