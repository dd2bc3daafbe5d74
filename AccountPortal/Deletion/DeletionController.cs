using AccountPortal.Admin;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.Deletion;

/// <summary>Deleting one's own account: what it means and the form before, the countdown after. Within reach of everybody who is signed in.</summary>
[AllowUnverified, AllowWithoutSecondFactor, AllowDuringDeletion, Route("/account/delete")]
public sealed class DeletionController(
    AccountDeletion deletion, AccountKeeping keeping, DeletionInventory inventory, Administrators administrators, TimeProvider clock,
    IOptions<DeletionSettings> settings) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index(CancellationToken cancellationToken) => PageAsync(new DeleteForm(), cancellationToken);

    [HttpPost, RequireStepUp("delete your account", SecondFactor = true)]
    public async Task<IActionResult> Index(DeleteForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await RefuseAsync(form, cancellationToken);
        }

        var result = await deletion.RequestAsync(HttpContext, form, cancellationToken);
        switch (result.Outcome)
        {
            case DeletionOutcome.Waits:
                return RedirectToAction(nameof(Index));
            case DeletionOutcome.OtherAddress:
                ModelState.AddModelError(nameof(form.Email), "That is not the address of this account.");
                return await RefuseAsync(form, cancellationToken);
            case DeletionOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case DeletionOutcome.LastAdministrator:
                return RedirectToAction(nameof(Index)).WithNotice("Nothing was deleted. You are the last administrator who can sign in: make somebody else one first.", Shared.NoticeKind.Bad);
            case DeletionOutcome.LastEmergency:
                return RedirectToAction(nameof(Index)).WithNotice("Nothing was deleted. Yours is the last emergency account that can sign in, and a domain is enforced: keep another account for emergencies first.", Shared.NoticeKind.Bad);
            default:
                return RedirectToAction(nameof(Index)).WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", Shared.NoticeKind.Warn);
        }
    }

    /// <summary>"Keep my account". It wants no confirmation: nothing is lost by it, and who is in a hurry to keep their account has no code at hand.</summary>
    [HttpPost("cancel")]
    public async Task<IActionResult> Cancel(CancellationToken cancellationToken) => await keeping.ByOwnerAsync(HttpContext, cancellationToken) switch
    {
        KeepOutcome.Kept => Redirect("/account").WithNotice("Your account is kept, with all that is in it. Other browsers were signed out."),
        KeepOutcome.Unchanged => Redirect("/account").WithNotice("Your account is kept already. Nothing was left to do."),
        KeepOutcome.TooLate => Redirect("/sign-in").WithNotice("Too late: your account was deleted a moment ago.", Shared.NoticeKind.Bad),
        KeepOutcome.NotTheirs => RedirectToAction(nameof(Index)).WithNotice("This deletion was not yours to ask for, and is not yours to cancel.", Shared.NoticeKind.Bad),
        _ => RedirectToAction(nameof(Index)).WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", Shared.NoticeKind.Warn),
    };

    private Task<IActionResult> RefuseAsync(DeleteForm form, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageAsync(form, cancellationToken);
    }

    private async Task<IActionResult> PageAsync(DeleteForm form, CancellationToken cancellationToken)
    {
        var (id, now) = (User.AccountId(), clock.GetUtcNow());
        if (await deletion.OfAsync(id, cancellationToken) is { } request)
        {
            return View("/Deletion/Countdown.cshtml", new CountdownPage(request.RequestedAt, new Countdown(request.RequestedAt, request.ExecuteAt, now), request.Cause, User.HasVerifiedEmail()));
        }

        var (grace, isLast) = (settings.Value.GracePeriod, await administrators.IsLastAsync(id, cancellationToken));
        return View(
            "/Deletion/Delete.cshtml",
            new DeletePage(await inventory.OfAsync(id, cancellationToken), now + grace, grace, isLast, User.HasVerifiedEmail(), form.Email, form.Reason));
    }
}
