using System.Security.Claims;
using AccountPortal.Accounts;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>Ends a sign-in well: whoever has proven enough gets a session and its cookie.</summary>
public sealed class SignInCompletion(TimeProvider clock, IOptions<SessionSettings> options)
{
    /// <summary>
    /// Opens a session for the account as it was loaded when its factor was checked. <c>false</c> where it is locked or changed since (its password
    /// was reset in between, say): the person has to start again.
    /// </summary>
    public async Task<bool> CompleteAsync(HttpContext context, Account account, bool remember, params string[] methods)
    {
        // Whatever was proven: nobody gets into a locked account. One that is locked from here on has another stamp.
        if (account.LockedAt is not null)
        {
            return false;
        }

        var identity = new ClaimsIdentity(SessionCookie.NewScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()));
        identity.AddClaim(new Claim(PortalClaims.Stamp, account.SecurityStamp!));
        identity.AddClaims(methods.Select(method => new Claim(PortalClaims.Method, method)));
        var properties = new AuthenticationProperties
        {
            IsPersistent = remember,
            ExpiresUtc = clock.GetUtcNow() + options.Value.AbsoluteTimeoutFor(remember),
        };
        try
        {
            await context.SignInAsync(SessionCookie.NewScheme, new ClaimsPrincipal(identity), properties);
            return true;
        }
        catch (StaleSignInException)
        {
            return false;
        }
    }
}

/// <summary>How a person proved who they are, in the words that the list of sessions uses.</summary>
public static class AuthMethod
{
    public const string Password = "password";
}
