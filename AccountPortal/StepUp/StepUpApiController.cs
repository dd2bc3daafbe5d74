using AccountPortal.ApiDocument;
using AccountPortal.Security;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.StepUp;

/// <summary>The same for programs.</summary>
[JsonApi, AllowUnverified, AllowUnconfirmed, AllowWithoutSecondFactor, AllowDuringDeletion, Route("/me/step-up")]
public sealed class StepUpApiController(StepUpConfirmation confirmation) : ControllerBase
{
    /// <summary>204 and a new key in the cookie; 401 for a wrong password or code, 422 for none, 429 after too many tries, 409 where another request came first.</summary>
    [HttpPost, Answers(204, "Confirmed, with a new key in the cookie.")]
    [Refuses(401, "It is wrong."), Refuses(409, "Another request came first."), Refuses(422, "Nothing was brought."), Refuses(429, "Too many tries.")]
    public async Task<IActionResult> Post(StepUpProof proof, CancellationToken cancellationToken)
    {
        var result = await confirmation.ConfirmAsync(HttpContext, proof, cancellationToken);
        switch (result.Outcome)
        {
            case StepUpOutcome.Confirmed:
                return NoContent();
            case StepUpOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case StepUpOutcome.Overtaken:
                return Problem(statusCode: StatusCodes.Status409Conflict, title: "The account or this session was changed at the same moment. Try again.");
            case StepUpOutcome.Missing:
                ModelState.AddModelError("password", "Send the password or a code.");
                return Problems.Invalid(ModelState);
            default:
                return Problem(statusCode: StatusCodes.Status401Unauthorized, title: "That is not right.");
        }
    }
}
