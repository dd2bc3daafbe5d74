using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>The accounts that are to be deleted: when, why, and what keeps one from it.</summary>
[AdminArea, Route("/admin/deletions")]
public sealed class DeletionsController(DeletionQuery query, DeletionActs acts) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index(string? state, Guid? after, CancellationToken cancellationToken) =>
        View(await query.PageAsync(Read(state), after, HttpContext.CurrentSession().UserId, cancellationToken));

    [HttpPost("{id:guid}/retry"), RequireStepUp("try again to delete this account", SecondFactor = true)]
    public async Task<IActionResult> Retry(Guid id, CancellationToken cancellationToken) =>
        RedirectToAction(nameof(Index), new { state = "failing" }).WithNotice(
            await acts.RetryAsync(HttpContext, id, cancellationToken) ? "It is tried again now. What comes of it stands here in a moment." : "It is being tried already, or is done.");

    private static DeletionState Read(string? state) => state switch
    {
        "failing" => DeletionState.Failing,
        "asked" => DeletionState.Asked,
        _ => DeletionState.Pending,
    };
}
