using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

/// <summary>What the overview shows. <paramref name="PasswordSetAt"/>: when the password was last changed or reset, if ever.</summary>
public sealed record OverviewPage(Account Account, int Sessions, DateTimeOffset? PasswordSetAt);

[Route("/account")]
public sealed class AccountsController(PortalDbContext db, SessionList sessions) : Controller
{
    private static readonly string[] PasswordSet = [EventKind.PasswordChanged, EventKind.PasswordReset];

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var live = await sessions.LiveAsync(User.AccountId(), HttpContext.CurrentSession(), cancellationToken);
        var passwordSetAt = await db.SecurityEvents
            .Where(row => row.AccountId == id && PasswordSet.Contains(row.Kind) && row.Outcome == EventOutcome.Success)
            .MaxAsync(row => (DateTimeOffset?)row.At, cancellationToken);
        return View(new OverviewPage(account, live.Count, passwordSetAt));
    }

    /// <summary>Takes the list away that is shown after "This wasn't me".</summary>
    [HttpPost("review")]
    public async Task<IActionResult> CloseReview(CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        await db.Users.Where(account => account.Id == id).ExecuteUpdateAsync(set => set.SetProperty(account => account.ReviewSince, (DateTimeOffset?)null), cancellationToken);
        return RedirectToAction(nameof(Index)).WithNotice("Good. Your account is yours again.");
    }
}
