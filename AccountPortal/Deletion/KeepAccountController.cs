using AccountPortal.EmailVerification;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Deletion;

/// <summary>What the page takes. The token may come in the form instead of the cookie.</summary>
public sealed record KeepAccountForm(string? Token);

/// <summary>What the page behind the link shows.</summary>
public sealed record KeepAccountPage(string Email, DateTimeOffset ExecuteAt);

/// <summary>The page behind the link that keeps an account: opening it changes nothing, its button does, once, and signs nobody in (P8).</summary>
[AllowAnonymous, Route("/keep-account")]
public sealed class KeepAccountController(AccountDeletion deletion, AccountKeeping keeping, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "keep-account";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(null, cancellationToken) is { } found && await deletion.OfAsync(found.UserId, cancellationToken) is { } request && DeletionCause.IsOwnersToCancel(request.Cause)
            ? View("/Deletion/Keep.cshtml", new KeepAccountPage(found.Email, request.ExecuteAt))
            : await GoneAsync(null, cancellationToken);
    }

    [HttpPost, ThrottleClient("keep-account", 60, 10)]
    public async Task<IActionResult> Index(KeepAccountForm form, CancellationToken cancellationToken) =>
        await FindAsync(form.Token, cancellationToken) is { } token && await keeping.ByLinkAsync(HttpContext, token, cancellationToken) == KeepOutcome.Kept
            ? View("/Deletion/Kept.cshtml", token.Email)
            : await GoneAsync(form.Token, cancellationToken);

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.CancelDeletion);

    private async Task<ViewResult> GoneAsync(string? token, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/Deletion/KeepGone.cshtml", await tokens.WasUsedAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.CancelDeletion));
    }
}
