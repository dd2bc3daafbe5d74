using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>Everybody's accounts, to be found and looked at. What is done to them is in controllers of its own.</summary>
[AdminArea, Route("/admin/accounts")]
public sealed class AccountsController(AccountSearch search, AccountReport report) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index([FromQuery] AccountQuery query, CancellationToken cancellationToken) => View(await search.FindAsync(query, cancellationToken));

    [HttpGet("{id:guid}"), InTurn]
    public async Task<IActionResult> Show(Guid id, CancellationToken cancellationToken) =>
        await report.OfAsync(id, HttpContext.CurrentSession(), cancellationToken) is { } page ? View(page) : NotFound();
}
