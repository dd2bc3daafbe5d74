using AccountPortal.ApiDocument;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>Where the script gets the options for <c>navigator.credentials</c>. Their challenge goes into a cookie and is good for five minutes.</summary>
[JsonApi]
public sealed class PasskeyOptionsController(PasskeyOptions options, PortalDbContext db) : ControllerBase
{
    /// <summary>For <c>POST /sign-in/passkey</c>.</summary>
    [HttpPost("/login/passkey-options"), AllowAnonymous, ThrottleClient("passkey-options", 120, 2)]
    [Answers(200, "The options (WebAuthn, 5.4 and 5.5), and their challenge in a short-lived cookie.", ContentType = "application/json")]
    public async Task<IActionResult> ToSignIn() => Json(await options.ToSignInAsync(HttpContext));

    /// <summary>For confirming that it's you; the account's passkeys are listed.</summary>
    [HttpPost("/me/step-up/passkey-options"), AllowUnverified, AllowUnconfirmed, AllowWithoutSecondFactor, AllowDuringDeletion, ThrottleClient("passkey-options", 120, 2)]
    [Answers(200, "The options (WebAuthn, 5.4 and 5.5), and their challenge in a short-lived cookie.", ContentType = "application/json")]
    public async Task<IActionResult> ToStepUp(CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        return Json(await options.ToStepUpAsync(HttpContext, await db.Users.SingleAsync(account => account.Id == id, cancellationToken)));
    }

    /// <summary>For a new passkey.</summary>
    [HttpPost("/me/passkeys/options"), AllowWithoutSecondFactor, ThrottleClient("passkey-options", 120, 2), RequireStepUp("add a passkey", SecondFactor = true)]
    [Answers(200, "The options (WebAuthn, 5.4 and 5.5), and their challenge in a short-lived cookie.", ContentType = "application/json")]
    public async Task<IActionResult> ToAdd(CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        return Json(await options.ToAddAsync(HttpContext, await db.Users.SingleAsync(account => account.Id == id, cancellationToken)));
    }

    private ContentResult Json(string json) => Content(json, "application/json");
}
