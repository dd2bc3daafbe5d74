using AccountPortal.Activity;
using AccountPortal.Devices;
using AccountPortal.Security;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Sessions;

/// <summary>What "Where you're logged in" shows.</summary>
public sealed record SessionsPage(IReadOnlyList<SessionCard> Live, IReadOnlyList<EndedSession> Ended, IReadOnlyList<ActivityDay> Days)
{
    public int Others => Live.Count(session => !session.IsCurrent);
}

[AllowUnverified, Route("/account/sessions")]
public sealed class SessionsController(SessionList list, SessionRevocation revocation, DeviceNaming naming, ActivityDays days) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(await PageAsync(cancellationToken));

    [HttpPost("{id:guid}/revoke"), RequireStepUp("sign out another device")]
    public async Task<IActionResult> Revoke(Guid id, CancellationToken cancellationToken)
    {
        switch (await revocation.RevokeAsync(HttpContext, HttpContext.CurrentSession(), id, cancellationToken))
        {
            case RevokeOutcome.NotFound:
                return NotFound();
            case RevokeOutcome.IsCurrent:
                ModelState.AddModelError("", "That is the browser you are using. To leave it, use \"Sign out\" at the top.");
                Response.StatusCode = StatusCodes.Status400BadRequest;
                return View(nameof(Index), await PageAsync(cancellationToken));
            case RevokeOutcome.Gone:
                return RedirectToAction(nameof(Index)).WithNotice("That device is signed out already.");
            default:
                return RedirectToAction(nameof(Index)).WithNotice("Signed out that device.");
        }
    }

    [HttpPost("revoke-others"), RequireStepUp("sign out all other sessions")]
    public async Task<IActionResult> RevokeOthers(CancellationToken cancellationToken)
    {
        var revoked = await revocation.RevokeOthersAsync(HttpContext, HttpContext.CurrentSession(), cancellationToken);
        return RedirectToAction(nameof(Index)).WithNotice(revoked == 0 ? "There was no other session." : $"Signed out {Duration.Count(revoked, "other session")}.");
    }

    [HttpPost("{id:guid}/name")]
    public async Task<IActionResult> Name(Guid id, string? name, CancellationToken cancellationToken)
    {
        var result = await naming.NameAsync(HttpContext, User.AccountId(), id, name, cancellationToken);
        switch (result.Outcome)
        {
            case DeviceNamingOutcome.NotFound:
                return NotFound();
            case DeviceNamingOutcome.Refused:
                ModelState.AddModelError("", result.Problem!);
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View(nameof(Index), await PageAsync(cancellationToken));
            default:
                return RedirectToAction(nameof(Index)).WithNotice("Saved.");
        }
    }

    [HttpPost("{id:guid}/forget-device")]
    public async Task<IActionResult> ForgetDevice(Guid id, CancellationToken cancellationToken) =>
        (await naming.ForgetAsync(HttpContext, User.AccountId(), id, cancellationToken)).Outcome == DeviceNamingOutcome.NotFound
            ? NotFound()
            : RedirectToAction(nameof(Index)).WithNotice("Forgot that device.");

    private async Task<SessionsPage> PageAsync(CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        return new SessionsPage(
            await list.LiveAsync(current.UserId, current, cancellationToken),
            await list.EndedAsync(current.UserId, cancellationToken),
            await days.LastAsync(current.UserId, ReaderZone.Of(User), cancellationToken));
    }
}
