using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>What the page shows that asks which session is to give way.</summary>
public sealed record SessionLimitPage(IReadOnlyList<SessionCard> Sessions, bool Asks);

/// <summary>The step of a sign-in in which the account has as many sessions as it may: the person picks the one to end.</summary>
[AllowAnonymous, Route("/sign-in/limit")]
public sealed class SessionLimitController(
    PendingSignIns pendings, SignInStart start, SignInCompletion completion, SessionList sessions, IOptions<SessionSettings> settings) : Controller
{
    /// <summary>The password alone does not show where the account is signed in, where a second factor is due.</summary>
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        if (pendings.Read(HttpContext) is not { } pending)
        {
            return Redirect("/sign-in");
        }

        return await completion.WantsAsync(HttpContext, pending, cancellationToken) switch
        {
            null => await PageAsync(pending, cancellationToken),
            CompletionOutcome.NeedsSecondFactor => Redirect("/sign-in/two-factor"),
            _ => Again(),
        };
    }

    /// <summary>Ends the picked one and completes the sign-in. Without a pick it just tries again: one may have ended meanwhile.</summary>
    [HttpPost]
    public async Task<IActionResult> Index(Guid? endSessionId, CancellationToken cancellationToken)
    {
        if (pendings.Read(HttpContext) is not { } pending)
        {
            return Redirect("/sign-in").WithNotice("That took too long. Please sign in again.", NoticeKind.Warn);
        }

        if (endSessionId is { } picked)
        {
            HttpContext.Features.Set(new PickedSession(picked));
        }

        switch (await completion.CompleteAsync(HttpContext, pending))
        {
            case CompletionOutcome.SignedIn:
                var returnUrl = start.Read(HttpContext)?.ReturnUrl;
                start.Forget(HttpContext);
                return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl! : "/account");
            case CompletionOutcome.NeedsSecondFactor:
                return Redirect("/sign-in/two-factor");
            case CompletionOutcome.AtLimit:
                ModelState.AddModelError("", settings.Value.AtLimit == AtLimit.Ask ? "Choose the one to sign out." : "There is still no room. Sign out on another device first.");
                Response.StatusCode = StatusCodes.Status409Conflict;
                return await PageAsync(pending, cancellationToken);
            default:
                return Again();
        }
    }

    private NoticeRedirect Again()
    {
        pendings.Forget(HttpContext);
        return Redirect("/sign-in").WithNotice("Your account was changed meanwhile. Please sign in again.", NoticeKind.Warn);
    }

    private async Task<IActionResult> PageAsync(PendingSignIn pending, CancellationToken cancellationToken)
    {
        var live = await sessions.LiveAsync(pending.AccountId, null, cancellationToken);
        return View("/SignIn/Limit.cshtml", new SessionLimitPage(live, settings.Value.AtLimit == AtLimit.Ask));
    }
}
