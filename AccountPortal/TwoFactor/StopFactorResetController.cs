using AccountPortal.EmailVerification;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.TwoFactor;

/// <summary>What the page takes. The token may come in the form instead of the cookie.</summary>
public sealed record StopFactorResetForm(string? Token);

/// <summary>The page behind the link with which an owner stops a reset of their second factors: opening it changes nothing, its button does (P8).</summary>
[AllowAnonymous, Route("/stop-factor-reset")]
public sealed class StopFactorResetController(FactorResets resets, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "stop-factor-reset";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(null, cancellationToken) is not null ? View("/TwoFactor/StopReset.cshtml") : await GoneAsync(null, cancellationToken);
    }

    [HttpPost, ThrottleClient("not-me", 60, 10)]
    public async Task<IActionResult> Index(StopFactorResetForm form, CancellationToken cancellationToken) =>
        await FindAsync(form.Token, cancellationToken) is { } token && await resets.StopAsync(HttpContext, token.UserId, token, cancellationToken)
            ? Redirect("/sign-in").WithNotice("Stopped: your second factors stay as they are.")
            : await GoneAsync(form.Token, cancellationToken);

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.StopFactorReset);

    private async Task<ViewResult> GoneAsync(string? token, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/TwoFactor/StopResetGone.cshtml", await tokens.WasUsedAsync(token ?? link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.StopFactorReset));
    }
}

/// <summary>The same for an owner who is signed in.</summary>
[Route("/account/two-factor/reset/stop")]
public sealed class OwnFactorResetController(FactorResets resets) : Controller
{
    [HttpPost]
    public async Task<IActionResult> Stop(CancellationToken cancellationToken) =>
        Redirect("/account/two-factor").WithNotice(await resets.StopAsync(HttpContext, User.AccountId(), null, cancellationToken)
            ? "Stopped: your second factors stay as they are."
            : "Nothing was left to stop.");
}
