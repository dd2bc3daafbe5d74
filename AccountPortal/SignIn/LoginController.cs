using AccountPortal.Accounts;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.SignIn;

/// <summary>Sign-in and sign-out for programs.</summary>
[JsonApi, AllowAnonymous]
public sealed class LoginController(PasswordSignIn signIn, SignOut signOut) : ControllerBase
{
    /// <summary>200 and the session's cookie; 401 for a wrong, unknown or locked one, all the same; 429 after too many tries.</summary>
    [HttpPost("/login"), ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Login(LoginRequest request, CancellationToken cancellationToken)
    {
        var result = await signIn.TryAsync(HttpContext, request.Email, request.Password, request.RememberDevice, cancellationToken);
        return result.Outcome switch
        {
            SignInOutcome.SignedIn => Ok(AccountSummary.Of(result.Account!)),
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
}
