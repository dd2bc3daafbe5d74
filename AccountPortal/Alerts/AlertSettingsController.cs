using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Alerts;

/// <summary>What the page takes: the kinds that are ticked.</summary>
public sealed record AlertSettingsForm(string[]? Signals);

/// <summary>Which unusual sign-ins a person has a mail about. Changes of the account's security are always told and not listed.</summary>
[Route("/account/alerts")]
public sealed class AlertSettingsController(PortalDbContext db, Outbox outbox, AlertLetters letters, ChangeFacts facts, SecurityEvents events) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        var chosen = await db.Users.Where(account => account.Id == id).Select(account => account.AlertSignals).SingleAsync(cancellationToken);
        return View("/Alerts/Settings.cshtml", chosen ?? SignalKind.MailedByDefault);
    }

    [HttpPost, RequireStepUp("change which sign-ins you are told about")]
    public async Task<IActionResult> Index(AlertSettingsForm form, CancellationToken cancellationToken)
    {
        string[] chosen = [.. SignalKind.Choices.Where(kind => form.Signals?.Contains(kind) == true)];
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockedAccountAsync(User.AccountId(), cancellationToken) is { } account && !chosen.SequenceEqual(account.AlertSignals ?? SignalKind.MailedByDefault))
        {
            account.AlertSignals = chosen;
            events.Add(db, HttpContext, EventKind.AlertSettingsChanged, EventOutcome.Success, account.Id);
            // To be quiet is what a thief would want first.
            outbox.Add(db, letters.SettingsChanged(account, facts.Of(HttpContext, account)));
            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return RedirectToAction(nameof(Index)).WithNotice("Saved.");
    }
}
