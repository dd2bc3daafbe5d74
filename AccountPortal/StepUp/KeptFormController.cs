using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.StepUp;

/// <summary>What the page shows: what will be done with one click.</summary>
public sealed record KeptFormPage(Guid Id, KeptRequest Kept);

/// <summary>After the confirmation: what the person had asked for, to look at once more and complete.</summary>
[AllowUnverified, AllowWithoutSecondFactor, AllowDuringDeletion, Route(StepUpAddress.Path + "/form/{id:guid}")]
public sealed class KeptFormController(KeptForms forms) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) =>
        await forms.FindAsync(HttpContext.CurrentSession(), id, cancellationToken) is { } kept ? View("/StepUp/Kept.cshtml", new KeptFormPage(id, kept)) : Gone();

    /// <summary>Completes it: the answer is the one that the form itself would have got.</summary>
    /// <remarks>Also where the session has to be confirmed by now: the form meets that itself and is kept again. Held back here, the click would be kept instead of it.</remarks>
    [HttpPost, AllowUnconfirmed]
    public async Task<IActionResult> Complete(Guid id, CancellationToken cancellationToken) =>
        await forms.TakeAsync(HttpContext.CurrentSession(), id, cancellationToken) is { } kept ? new KeptFormResult(kept) : Gone();

    // The same for one that is over, one that was completed, and somebody else's.
    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/StepUp/KeptGone.cshtml");
    }
}
