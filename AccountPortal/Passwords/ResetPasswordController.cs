using AccountPortal.EmailVerification;
using AccountPortal.Saml.Entry;
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
public sealed class ResetPasswordController(PasswordReset reset, PasswordRules rules, EmailTokens tokens, LinkCookie link, SamlRoutes routes) : Controller
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

        return await FindAsync(null, cancellationToken) is { } found ? await RefusalAsync(found, cancellationToken) ?? Page(found) : await GoneAsync(null, cancellationToken);
    }

    [HttpPost, ThrottleClient("reset-password", 120, 5)]
    public async Task<IActionResult> Index(ResetPasswordForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token, cancellationToken) is not { } token)
        {
            return await GoneAsync(form.Token, cancellationToken);
        }

        if (await RefusalAsync(token, cancellationToken) is { } held)
        {
            return held;
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

    // The link may be older than the company's word that it lets people in through its own sign-in alone.
    private async Task<ViewResult?> RefusalAsync(EmailToken token, CancellationToken cancellationToken) =>
        await routes.EnforcedForAsync(token.UserId, cancellationToken) is { } route
            ? RefusedPage.OnlyBy(route, "You need no password here", $"You sign in through {route.Company}.")
            : null;

    // The cookie stays after the work is done, so that the second of two clicks is told that the first one worked.
    private async Task<ViewResult> GoneAsync(string? token, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        var wasUsed = await tokens.WasUsedAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.ResetPassword);
        return View("/Passwords/ResetGone.cshtml", wasUsed);
    }

    private ViewResult Page(EmailToken token) => View("/Passwords/Reset.cshtml", new ResetPasswordPage(token.Email));
}
