using AccountPortal.ApiDocument;
using AccountPortal.Security;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Sessions;

/// <summary>The same list and the same acts for programs.</summary>
[JsonApi, AllowUnverified, Route("/me/sessions")]
public sealed class SessionsApiController(SessionList list, SessionRevocation revocation) : ControllerBase
{
    /// <summary>The account's sessions, the most recently active first.</summary>
    [HttpGet, Answers(200, "The live ones, this one among them.", typeof(SessionJson), IsList = true)]
    public async Task<IActionResult> Get(CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        return Ok((await list.LiveAsync(current.UserId, current, cancellationToken)).Select(SessionJson.Of));
    }

    /// <summary>400 for the current session, 404 for one that is unknown or somebody else's.</summary>
    [HttpDelete("{id}"), RequireStepUp("sign out another device"), Answers(200, "It is ended, on every node.", typeof(MessageJson))]
    [Refuses(400, "It is the current session, which POST /logout ends."), Refuses(404, "It is unknown, or somebody else's.")]
    public async Task<IActionResult> Delete(string id, CancellationToken cancellationToken)
    {
        var outcome = Guid.TryParse(id, out var sessionId)
            ? await revocation.RevokeAsync(HttpContext, HttpContext.CurrentSession(), sessionId, cancellationToken)
            : RevokeOutcome.NotFound;
        return outcome switch
        {
            RevokeOutcome.Revoked => Ok(new MessageJson("The session was ended.")),
            RevokeOutcome.IsCurrent => Problem(statusCode: StatusCodes.Status400BadRequest, title: "This is the current session.", detail: "To end it, use POST /logout."),
            _ => Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no such session."),
        };
    }

    /// <summary>Ends all sessions but the current one.</summary>
    [HttpPost("revoke-all"), RequireStepUp("sign out all other sessions"), Answers(200, "How many were ended.", typeof(RevokedJson))]
    public async Task<IActionResult> RevokeAll(CancellationToken cancellationToken)
    {
        var revoked = await revocation.RevokeOthersAsync(HttpContext, HttpContext.CurrentSession(), cancellationToken);
        return Ok(new RevokedJson($"Signed out {Duration.Count(revoked, "other session")}.", revoked));
    }
}
