using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Activity;

/// <summary>What happened to the account of whoever asks; it is their own information, so an unproven address is no hindrance.</summary>
[AllowUnverified, Route("/account/activity")]
public sealed class ActivityController(ActivityLog log, TimeProvider clock) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index([FromQuery] ActivityForm form, CancellationToken cancellationToken)
    {
        if (await FindSessionAsync(form, cancellationToken) is not { IsKnown: true } session)
        {
            return NotFound();
        }

        var filter = form.Filter(User.AccountId(), session.Id, clock.GetUtcNow(), ReaderZone.Of(User));
        return View(new ActivityPage(form, await log.PageAsync(filter, form.BeforeKey, form.AfterKey, cancellationToken), session.Device));
    }

    [HttpGet("/account/activity.csv")]
    public async Task<IActionResult> Download([FromQuery] ActivityForm form, CancellationToken cancellationToken)
    {
        if (await FindSessionAsync(form, cancellationToken) is not { IsKnown: true } session)
        {
            return NotFound();
        }

        var (now, zone) = (clock.GetUtcNow(), ReaderZone.Of(User));
        var events = log.AllAsync(form.Filter(User.AccountId(), session.Id, now, zone), cancellationToken);
        return new CsvFile($"activity-{ActivityForm.DayText(ReaderDays.Of(now, zone))}.csv", ActivityCsv.Header(EventReader.Owner), ActivityCsv.Rows(events, EventReader.Owner, cancellationToken));
    }

    // An unknown session and somebody else's are the same: not found.
    private async Task<AskedSession> FindSessionAsync(ActivityForm form, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(form.Session))
        {
            return new(true);
        }

        if (form.Session == ActivityForm.ThisSession)
        {
            return new(true, HttpContext.CurrentSession().Id);
        }

        return Guid.TryParse(form.Session, out var id) && await log.DeviceOfAsync(User.AccountId(), id, cancellationToken) is { } device ? new(true, id, device) : new(false);
    }

    private readonly record struct AskedSession(bool IsKnown, Guid? Id = null, string? Device = null);
}
