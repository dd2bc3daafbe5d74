using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.StepUp;

/// <summary>"Confirm it's you", before what matters.</summary>
[AllowUnverified, AllowUnconfirmed, AllowWithoutSecondFactor, AllowDuringDeletion, Route(StepUpAddress.Path)]
public sealed class StepUpController(
    PortalDbContext db, StepUpConfirmation confirmation, StepUpMethods methods, StepUpAddress address, IOptions<StepUpSettings> settings) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index(StepUpForm form, CancellationToken cancellationToken)
    {
        // What is wrong with a link is nobody's typing.
        ModelState.Clear();
        return PageAsync(form, cancellationToken);
    }

    [HttpPost]
    public async Task<IActionResult> Confirm(StepUpForm form, CancellationToken cancellationToken)
    {
        var result = await confirmation.ConfirmAsync(HttpContext, form, cancellationToken);
        switch (result.Outcome)
        {
            case StepUpOutcome.Confirmed:
                return form.Kept is { } kept ? Redirect($"{StepUpAddress.Path}/form/{kept}") : LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl : "/account");
            case StepUpOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case StepUpOutcome.Overtaken:
                ModelState.AddModelError("", "Your account was changed elsewhere at the same moment. Please try again.");
                break;
            default:
                ModelState.AddModelError(FieldOf(form), Message(form));
                break;
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await PageAsync(form, cancellationToken);
    }

    /// <summary>Ends what holds: the next thing that asks for it asks again.</summary>
    [HttpPost("end")]
    public async Task<IActionResult> End(CancellationToken cancellationToken)
    {
        await confirmation.EndAsync(HttpContext, cancellationToken);
        return Redirect("/account").WithNotice("Done. We ask you again before anything sensitive.");
    }

    private async Task<IActionResult> PageAsync(StepUpForm form, CancellationToken cancellationToken)
    {
        var id = User.AccountId();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var own = await methods.OfAsync(account, cancellationToken);
        // A password alone will not do, where there is more.
        var asksSecond = form.Factor == "second" && own.Any(AuthMethod.IsSecondFactor);
        return View("Index", new StepUpPage(form, address.Purpose(form.For), account.Email!, asksSecond ? own.Where(AuthMethod.IsSecondFactor).ToHashSet() : own, settings.Value.MaxAge));
    }

    private static string FieldOf(StepUpForm form) => !string.IsNullOrEmpty(form.Code) ? nameof(form.Code) : !string.IsNullOrEmpty(form.Password) ? nameof(form.Password) : "";

    private static string Message(StepUpForm form) => form switch
    {
        { Code.Length: > 0 } => "That code is not right, or it was used already. Wait for the next one.",
        { Password.Length: > 0 } => "That is not your password.",
        { Passkey.Length: > 0 } => "That passkey could not be checked. Please try again.",
        _ => "Fill in one of these to go on.",
    };
}
