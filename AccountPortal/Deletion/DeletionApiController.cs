using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Deletion;

/// <summary>The same for programs.</summary>
[JsonApi, AllowUnverified, AllowWithoutSecondFactor, AllowDuringDeletion, Route("/me/deletion")]
public sealed class DeletionApiController(AccountDeletion deletion, AccountKeeping keeping) : ControllerBase
{
    /// <summary>200 with when it was asked for and when it is done; 404 where none waits.</summary>
    [HttpGet]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        await deletion.OfAsync(User.AccountId(), cancellationToken) is { } request ? Ok(Json(request)) : NotFound();

    /// <summary>202 with the same, once asked and each time after; 422 for another address; 409 for the last administrator or emergency account, and where another request came first; 429.</summary>
    [HttpPost, RequireStepUp("delete your account", SecondFactor = true)]
    public async Task<IActionResult> Post(DeleteForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return Problems.Invalid(ModelState);
        }

        var result = await deletion.RequestAsync(HttpContext, form, cancellationToken);
        switch (result.Outcome)
        {
            case DeletionOutcome.Waits:
                return Accepted(Json(result.Request!));
            case DeletionOutcome.OtherAddress:
                ModelState.AddModelError("email", "That is not the address of this account.");
                return Problems.Invalid(ModelState);
            case DeletionOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case DeletionOutcome.LastAdministrator:
                return Problem(statusCode: StatusCodes.Status409Conflict, title: "You are the last administrator who can sign in.", detail: "Make somebody else one first.");
            case DeletionOutcome.LastEmergency:
                return Problem(statusCode: StatusCodes.Status409Conflict, title: "This is the last emergency account that can sign in, and a domain is enforced.", detail: "Keep another account for emergencies first.");
            default:
                return Problem(statusCode: StatusCodes.Status409Conflict, title: "The account or this session was changed at the same moment. Try again.");
        }
    }

    /// <summary>Keeps the account: 204, also where no deletion waits (any more); 409 where it is not the owner's to cancel; 410 where the account is gone by now.</summary>
    [HttpDelete]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken) => await keeping.ByOwnerAsync(HttpContext, cancellationToken) switch
    {
        KeepOutcome.TooLate => Problem(statusCode: StatusCodes.Status410Gone, title: "The account was deleted a moment ago."),
        KeepOutcome.NotTheirs => Problem(statusCode: StatusCodes.Status409Conflict, title: "This deletion is not yours to cancel."),
        KeepOutcome.Overtaken => Problem(statusCode: StatusCodes.Status409Conflict, title: "The account or this session was changed at the same moment. Try again."),
        _ => NoContent(),
    };

    private static object Json(DeletionRequest request) => new { request.RequestedAt, request.ExecuteAt };
}
