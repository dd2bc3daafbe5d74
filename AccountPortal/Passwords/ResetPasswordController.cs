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

        return await FindAsync(null, cancellationToken) is { } found ? Page(found) : Gone();
    }

    [HttpPost, ThrottleClient("reset-password", 120, 5)]
    public async Task<IActionResult> Index(ResetPasswordForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token, cancellationToken) is not { } token)
        {
            return Gone();
        }

        if (rules.Refusal(form.NewPassword, token.Email) is { } refusal)
        {
            ModelState.AddModelError(nameof(form.NewPassword), refusal);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page(token);
        }

        if (!await reset.ApplyAsync(HttpContext, token, form.NewPassword!, cancellationToken))
        {
            return Gone();
        }

        link.Forget(HttpContext, LinkName);
        return Redirect("/sign-in").WithNotice("Your new password is set. You can sign in with it now.");
    }

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.ResetPassword);

    private ViewResult Page(EmailToken token) => View("/Passwords/Reset.cshtml", new ResetPasswordPage(token.Email));

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/Passwords/ResetGone.cshtml");
    }
}
