using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

public sealed class ProfileForm
{
    public string? DisplayName { get; init; }

    /// <summary>IANA name; empty for none: the browser's own script then shows its zone, and pages without it say UTC.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>What people may say about themselves.</summary>
[Route("/account/profile")]
public sealed class ProfileController(PortalDbContext db, SecurityEvents events) : Controller
{
    private const string Page = "/Accounts/Profile.cshtml";

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == User.AccountId(), cancellationToken);
        return View(Page, new ProfileForm { DisplayName = account.DisplayName, TimeZone = account.TimeZone });
    }

    [HttpPost]
    public async Task<IActionResult> Index(ProfileForm form, CancellationToken cancellationToken)
    {
        if (DisplayName.Refusal(form.DisplayName, out var name) is { } refusal)
        {
            ModelState.AddModelError(nameof(form.DisplayName), refusal);
        }

        var zone = string.IsNullOrEmpty(form.TimeZone) ? null : form.TimeZone;
        if (zone is not null && !TimeZones.Has(zone))
        {
            ModelState.AddModelError(nameof(form.TimeZone), "Choose a time zone from the list.");
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(Page, form);
        }

        await SaveAsync(name, zone, cancellationToken);
        return RedirectToAction(nameof(Index)).WithNotice("Saved.");
    }

    private async Task SaveAsync(string? name, string? zone, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var id = User.AccountId();
        await db.Users.Where(account => account.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(account => account.DisplayName, name).SetProperty(account => account.TimeZone, zone), cancellationToken);
        events.Add(db, HttpContext, EventKind.ProfileChanged, EventOutcome.Success, id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
