using AccountPortal.Admin;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Retention;

/// <summary>Shows administrators that the portal forgets as it says. There is nothing to change: the settings are the operator's.</summary>
[AdminArea, Route("/admin/retention")]
public sealed class RetentionController(RetentionReport report) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View(await report.RowsAsync(ReaderZone.Of(User), cancellationToken));
}
