using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>How the portal does: the administration's first page.</summary>
[AdminArea, Route("/admin")]
public sealed class TodayController(Figures figures, DeletionQuery deletions) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(await figures.TodayAsync(ReaderZone.Of(User), cancellationToken) with
    {
        DeletionsFailing = await deletions.FailingAsync(cancellationToken),
        DeletionsAsked = (await deletions.AskedAsync(HttpContext.CurrentSession().UserId, cancellationToken)).Count(asked => !asked.IsOwn),
    });
}
