using AccountPortal.EmailVerification;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Passwords;

/// <summary>What the page behind a reset link takes. The token may come in the form instead of the cookie.</summary>
public sealed record ResetPasswordForm(string? NewPassword, string? Token);

public sealed record ResetPasswordPage(string Email, string? NewPassword = null);

/// <summary>The page behind a reset link: opening it changes nothing, its button does (P8).</summary>
[AllowAnonymous, Route("/reset-password")]
public sealed class ResetPasswordController(PasswordReset reset, PasswordRules rules, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "reset";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(null, cancellationToken) is { } found ? Page(found) : await GoneAsync(null, cancellationToken);
    }

    [HttpPost, ThrottleClient("reset-password", 120, 5)]
    public async Task<IActionResult> Index(ResetPasswordForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token, cancellationToken) is not { } token)
        {
            return await GoneAsync(form.Token, cancellationToken);
        }

        if (rules.Refusal(form.NewPassword, token.Email) is { } refusal)
        {
            ModelState.AddModelError(nameof(form.NewPassword), refusal);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page(token);
        }

        if (!await reset.ApplyAsync(HttpContext, token, form.NewPassword!, cancellationToken))
        {
            return await GoneAsync(form.Token, cancellationToken);
        }

        return Redirect("/sign-in").WithNotice("Your new password is set. You can sign in with it now.");
    }

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.ResetPassword);

    // The cookie stays after the work is done, so that the second of two clicks is told that the first one worked.
    private async Task<ViewResult> GoneAsync(string? token, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        var wasUsed = await tokens.WasUsedAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.ResetPassword);
        return View("/Passwords/ResetGone.cshtml", wasUsed);
    }

    private ViewResult Page(EmailToken token) => View("/Passwords/Reset.cshtml", new ResetPasswordPage(token.Email));
}
