using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>How the portal does: the administration's first page.</summary>
[AdminArea, Route("/admin")]
public sealed class TodayController(Figures figures) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(await figures.TodayAsync(ReaderZone.Of(User), cancellationToken));
}
