using AccountPortal.EmailVerification;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Accounts;

/// <summary>What it takes. The token may come in the form instead of the cookie.</summary>
public sealed record UndoEmailChangeForm(string? Token);

/// <summary>The page behind "It wasn't me" in the mail that an earlier address gets: opening it changes nothing, its button does (P8).</summary>
[AllowAnonymous, Route("/undo-email-change")]
public sealed class UndoEmailChangeController(EmailChangeUndo undo, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "undo-email";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(null, cancellationToken) is { } found ? await RefusalAsync(found, cancellationToken) ?? View("/Accounts/UndoEmail.cshtml", found.Email) : Gone();
    }

    [HttpPost, ThrottleClient("undo-email", 120, 5)]
    public async Task<IActionResult> Index(UndoEmailChangeForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token, cancellationToken) is not { } token)
        {
            return Gone();
        }

        if (!await undo.ApplyAsync(HttpContext, token, cancellationToken))
        {
            return await RefusalAsync(token, cancellationToken) ?? Gone();
        }

        link.Forget(HttpContext, LinkName);
        return Redirect("/sign-in").WithNotice($"{token.Email} is your address again. We sent a link to it: open it to set a new password.");
    }

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.UndoEmailChange);

    private async Task<ViewResult?> RefusalAsync(EmailToken token, CancellationToken cancellationToken) => await undo.HeldByAsync(token.UserId, cancellationToken) is { } route
        ? RefusedPage.OnlyBy(route, "Your company looks after this account", $"{route.Company} opens it now, and its address is the company's: it can't be changed back here. If that is wrong, ask whoever looks after your company's accounts.")
        : null;

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/Accounts/UndoEmailGone.cshtml");
    }
}
