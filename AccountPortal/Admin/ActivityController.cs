using AccountPortal.Activity;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>What the log's page shows. <paramref name="Names"/>: the addresses of accounts that are still there.</summary>
public sealed record AdminActivityPage(AdminActivityForm Form, EventPage Events, IReadOnlyDictionary<Guid, string> Names)
{
    /// <summary>The first page of the same question.</summary>
    public AdminActivityForm First => Form with { Before = null, After = null };

    public string? NewerHref => Events.Newer is { } key ? (First with { After = key.ToString() }).Href(AdminActivityForm.Path) : null;

    public string? OlderHref => Events.Older is { } key ? (First with { Before = key.ToString() }).Href(AdminActivityForm.Path) : null;

    /// <summary>Its address, or its id where the account is gone.</summary>
    public string? NameOf(Guid? id) => id is { } known ? Names.GetValueOrDefault(known, known.ToString()) : null;
}

/// <summary>Everybody's activity, filtered and to take along.</summary>
[AdminArea, Route(AdminActivityForm.Path)]
public sealed class ActivityController(AdminActivity activity, ActivityLog log, AccountNames names, TimeProvider clock) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index([FromQuery] AdminActivityForm form, CancellationToken cancellationToken)
    {
        var asked = await activity.ReadAsync(form, ReaderZone.Of(User), cancellationToken);
        foreach (var (field, problem) in asked.Problems)
        {
            ModelState.AddModelError(field, problem);
        }

        var events = asked.Problems.Count == 0 ? await log.PageAsync(asked.Filter, form.BeforeKey, form.AfterKey, cancellationToken) : new EventPage([], null, null);
        var ids = events.Events.SelectMany(happened => new[] { happened.AccountId, happened.ActorId });
        return View(new AdminActivityPage(form, events, await names.OfAsync(ids, cancellationToken)));
    }

    [HttpGet(AdminActivityForm.CsvPath)]
    public async Task<IActionResult> Download([FromQuery] AdminActivityForm form, CancellationToken cancellationToken)
    {
        var zone = ReaderZone.Of(User);
        var asked = await activity.ReadAsync(form, zone, cancellationToken);
        if (asked.Problems.Count > 0)
        {
            return NotFound();
        }

        var rows = ActivityCsv.Rows(log.AllAsync(asked.Filter, cancellationToken), EventReader.Administrator, cancellationToken);
        return new CsvFile($"all-activity-{ActivityForm.DayText(ReaderDays.Of(clock.GetUtcNow(), zone))}.csv", ActivityCsv.Header(EventReader.Administrator), rows);
    }
}
