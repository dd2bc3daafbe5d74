using AccountPortal.Accounts;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>Sign-in and sign-out for programs.</summary>
[JsonApi, AllowAnonymous]
public sealed class LoginController(PasswordSignIn signIn, SignOut signOut, SessionList sessions, IOptions<SessionSettings> settings) : ControllerBase
{
    /// <summary>
    /// 200 and the session's cookie; 401 for a wrong, unknown or locked one, all the same; 429 after too many tries; 409 with the sessions at the
    /// limit, where the settings do not end one: again with <c>endSessionId</c>, if they are to ask.
    /// </summary>
    [HttpPost("/login"), ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Login(LoginRequest request, CancellationToken cancellationToken)
    {
        if (request.EndSessionId is { } picked)
        {
            HttpContext.Features.Set(new PickedSession(picked));
        }

        var result = await signIn.TryAsync(HttpContext, request.Email, request.Password, request.RememberDevice, cancellationToken);
        return result.Outcome switch
        {
            SignInOutcome.SignedIn => Ok(AccountSummary.Of(result.Account!)),
            SignInOutcome.AtLimit => await AtLimitAsync(result.Account!, cancellationToken),
            SignInOutcome.Throttled => new TooManyTriesResult(result.Wait),
            _ => Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Email or password is not right."),
        };
    }

    [HttpPost("/logout")]
    public async Task<IActionResult> Logout(CancellationToken cancellationToken)
    {
        await signOut.RunAsync(HttpContext, cancellationToken);
        return NoContent();
    }

    private async Task<IActionResult> AtLimitAsync(Account account, CancellationToken cancellationToken) => Problem(
        statusCode: StatusCodes.Status409Conflict,
        type: Problems.TypeOf(HttpContext, Problems.SessionLimit),
        title: "The account has as many sessions as it may.",
        detail: settings.Value.AtLimit == AtLimit.Ask ? "Sign in again with the id of the one to end as endSessionId." : "Sign out on another device first.",
        extensions: new Dictionary<string, object?> { ["sessions"] = (await sessions.LiveAsync(account.Id, null, cancellationToken)).Select(SessionJson.Of) });
}
