using AccountPortal.EmailVerification;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Alerts;

/// <summary>What the page takes. The token may come in the form instead of the cookie.</summary>
public sealed record NotMeForm(string? Token);

/// <summary>What it shows once it is done.</summary>
public sealed record NotMeDonePage(int Ended, string Email);

/// <summary>The page behind the link of an alert: opening it changes nothing, its button does (P8).</summary>
[AllowAnonymous, Route("/not-me")]
public sealed class NotMeController(NotMe notMe, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "not-me";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(null, cancellationToken) is { } found
            ? View("/Alerts/NotMe.cshtml", await notMe.FindAsync(found, cancellationToken))
            : await GoneAsync(null, cancellationToken);
    }

    [HttpPost, ThrottleClient("not-me", 60, 10)]
    public async Task<IActionResult> Index(NotMeForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token, cancellationToken) is not { } token || await notMe.ApplyAsync(HttpContext, token, cancellationToken) is not { } ended)
        {
            return await GoneAsync(form.Token, cancellationToken);
        }

        return View("/Alerts/NotMeDone.cshtml", new NotMeDonePage(ended, token.Email));
    }

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.NotMe);

    private async Task<ViewResult> GoneAsync(string? token, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/Alerts/NotMeGone.cshtml", await tokens.WasUsedAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.NotMe));
    }
}
