using AccountPortal.ApiDocument;
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
    [HttpGet, Answers(200, "When it was asked for and when it is done.", typeof(DeletionJson)), Refuses(404, "The account is not to be deleted.")]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        await deletion.OfAsync(User.AccountId(), cancellationToken) is { } request ? Ok(Json(request)) : NotFound();

    /// <summary>202 with the same, once asked and each time after; 422 for another address; 409 for the last administrator or emergency account, and where another request came first; 429.</summary>
    [HttpPost, RequireStepUp("delete your account", SecondFactor = true), Answers(202, "It waits.", typeof(DeletionJson))]
    [Refuses(409, "It is the last administrator or emergency account, or another request came first."), Refuses(422, "It is not the account's address."), Refuses(429, "Too many tries.")]
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
    [HttpDelete, Answers(204, "The account stays."), Refuses(409, "It is not the owner's to cancel, or another request came first."), Refuses(410, "The account is gone by now.")]
    public async Task<IActionResult> Delete(CancellationToken cancellationToken) => await keeping.ByOwnerAsync(HttpContext, cancellationToken) switch
    {
        KeepOutcome.TooLate => Problem(statusCode: StatusCodes.Status410Gone, title: "The account was deleted a moment ago."),
        KeepOutcome.NotTheirs => Problem(statusCode: StatusCodes.Status409Conflict, title: "This deletion is not yours to cancel."),
        KeepOutcome.Overtaken => Problem(statusCode: StatusCodes.Status409Conflict, title: "The account or this session was changed at the same moment. Try again."),
        _ => NoContent(),
    };

    private static DeletionJson Json(DeletionRequest request) => new(request.RequestedAt, request.ExecuteAt);
}

/// <summary>A deletion that waits, as programs see it.</summary>
public sealed record DeletionJson(DateTimeOffset RequestedAt, DateTimeOffset ExecuteAt);
