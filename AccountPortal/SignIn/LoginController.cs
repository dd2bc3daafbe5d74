using AccountPortal.Accounts;
using AccountPortal.ApiDocument;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>Sign-in and sign-out for programs.</summary>
[JsonApi, AllowAnonymous]
public sealed class LoginController(
    PasswordSignIn signIn, SecondStep second, SignOut signOut, SessionList sessions, PortalDbContext db, IOptions<SessionSettings> settings,
    SamlAddresses addresses) : ControllerBase
{
    /// <summary>
    /// 200 and the session's cookie, or <c>{"twoFactorRequired":true}</c> and a short-lived one, for <c>POST /login/two-factor</c>; 401 for a wrong,
    /// unknown or locked one, all the same; 429 after too many tries; 409 with the sessions at the limit, where the settings do not end one: again
    /// with <c>endSessionId</c>, if they are to ask.
    /// </summary>
    [HttpPost("/login"), ThrottleClient("sign-in", 120, 5)]
    [Answers(200, "Signed in, with the session's cookie;", typeof(AccountSummary)), Answers(200, "or a second factor is asked for, with POST /login/two-factor.", typeof(SecondStepJson))]
    [Refuses(401, "Wrong, unknown or locked: all the same."), Refuses(429, "Too many tries.")]
    [Refuses(403, "The account's company lets people in through its own sign-in alone.", Problems.SsoRequired)]
    [Refuses(409, "The account has as many sessions as it may: again with the one to end as endSessionId, if the settings ask.", Problems.SessionLimit)]
    public async Task<IActionResult> Login(LoginRequest request, CancellationToken cancellationToken)
    {
        Pick(request.EndSessionId);
        var result = await signIn.TryAsync(HttpContext, request.Email, request.Password, request.RememberDevice, cancellationToken);
        return result.Outcome switch
        {
            SignInOutcome.SignedIn => Ok(AccountSummary.Of(result.Account!)),
            SignInOutcome.NeedsSecondFactor => Ok(new SecondStepJson(TwoFactorRequired: true)),
            SignInOutcome.AtLimit => await AtLimitAsync(result.Account!.Id, cancellationToken),
            SignInOutcome.SsoRequired => this.SsoRequired(result.Route!, addresses),
            SignInOutcome.Throttled => new TooManyTriesResult(result.Wait),
            _ => Problem(statusCode: StatusCodes.Status401Unauthorized, title: "Email or password is not right."),
        };
    }

    /// <summary>
    /// The second step: a code of the authenticator app or a recovery code. 200 and the session's cookie; 401 for a wrong code, or where the first step
    /// is over; 429 and 409 as at the first step; after a 409 again with <c>endSessionId</c>, without a code.
    /// </summary>
    [HttpPost("/login/two-factor"), ThrottleClient("sign-in", 120, 5)]
    [Answers(200, "Signed in, with the session's cookie.", typeof(AccountSummary))]
    [Refuses(401, "The code is wrong or used, or the first step is over."), Refuses(429, "Too many tries.")]
    [Refuses(409, "The account has as many sessions as it may: again with the one to end as endSessionId and without a code.", Problems.SessionLimit)]
    public async Task<IActionResult> SecondStep(LoginSecondStepRequest request, CancellationToken cancellationToken)
    {
        Pick(request.EndSessionId);
        var result = await second.TryAsync(HttpContext, request.Code, request.TrustDevice, cancellationToken);
        return result.Outcome switch
        {
            SecondStepOutcome.SignedIn => Ok(AccountSummary.Of(await db.Users.AsNoTracking().SingleAsync(account => account.Id == result.AccountId, cancellationToken))),
            SecondStepOutcome.AtLimit => await AtLimitAsync(result.AccountId, cancellationToken),
            SecondStepOutcome.Throttled => new TooManyTriesResult(result.Wait),
            SecondStepOutcome.Wrong => Problem(statusCode: StatusCodes.Status401Unauthorized, title: "That code is not right, or was used before."),
            _ => Problem(statusCode: StatusCodes.Status401Unauthorized, title: "The first step is over.", detail: "Sign in again with POST /login."),
        };
    }

    /// <summary>Ends the session that the request came with, if any, and takes its cookie.</summary>
    [HttpPost("/logout"), Answers(204, "Signed out, whether or not somebody was signed in.")]
    public async Task<IActionResult> Logout(CancellationToken cancellationToken)
    {
        await signOut.RunAsync(HttpContext, cancellationToken);
        return NoContent();
    }

    private void Pick(Guid? endSessionId)
    {
        if (endSessionId is { } picked)
        {
            HttpContext.Features.Set(new PickedSession(picked));
        }
    }

    private async Task<IActionResult> AtLimitAsync(Guid accountId, CancellationToken cancellationToken) => Problem(
        statusCode: StatusCodes.Status409Conflict,
        type: Problems.TypeOf(HttpContext, Problems.SessionLimit),
        title: "The account has as many sessions as it may.",
        detail: settings.Value.AtLimit == AtLimit.Ask ? "Sign in again with the id of the one to end as endSessionId." : "Sign out on another device first.",
        extensions: new Dictionary<string, object?> { ["sessions"] = (await sessions.LiveAsync(accountId, null, cancellationToken)).Select(SessionJson.Of) });
}
