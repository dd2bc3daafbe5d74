using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AccountPortal.Security;

/// <summary>
/// What somebody gets who may not: JSON routes a status, pages a way on. No refusal deletes the session cookie: it may already be the new one (P5).
/// </summary>
internal sealed class RefusalHandling(SessionCookie cookie, PublicUrl publicUrl, IServiceScopeFactory scopes, TimeProvider clock, ILogger<RefusalHandling> logger) : IAuthorizationMiddlewareResultHandler
{
    private static readonly TimeSpan FollowedFor = TimeSpan.FromSeconds(10);
    private readonly CookieNaming followed = new("portal-followed", publicUrl);

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (authorizeResult.Challenged)
        {
            return Problems.IsJson(context)
                ? Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, null, "You are not signed in.", "Sign in with POST /login.")
                : ChallengeAsync(context);
        }

        // Before anything that the account lacks: nobody is sent to prove an address or to set up a factor for an account that is on its way out.
        if (authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<NoDeletionRequirement>().Any() == true)
        {
            return RefuseDuringDeletionAsync(context);
        }

        var isUnverified = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<VerifiedEmailRequirement>().Any() == true;
        var lacksFactor = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<SecondFactorRequirement>().Any() == true;
        return isUnverified ? RefuseUnverifiedAsync(context) : lacksFactor ? RefuseWithoutFactorAsync(context) : Forbid(context);
    }

    private static Task RefuseUnverifiedAsync(HttpContext context)
    {
        if (Problems.IsJson(context))
        {
            return Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, Problems.EmailNotVerified, "Your email address is not verified yet.", "Open the link in the mail that we sent you.");
        }

        context.Response.Redirect("/verify-email/pending");
        return Task.CompletedTask;
    }

    private static Task RefuseWithoutFactorAsync(HttpContext context)
    {
        if (Problems.IsJson(context))
        {
            return Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, Problems.SecondFactorRequired, "Your role needs a second factor, and your account has none yet.",
                "Set up an authenticator app or a passkey, on the pages of the account.");
        }

        context.Response.Redirect("/account/two-factor/required");
        return Task.CompletedTask;
    }

    private static Task RefuseDuringDeletionAsync(HttpContext context)
    {
        if (Problems.IsJson(context))
        {
            return Problems.WriteAsync(
                context, StatusCodes.Status403Forbidden, Problems.DeletionPending, "Your account will be deleted.",
                "GET /me/deletion says when. DELETE /me/deletion keeps the account.");
        }

        context.Response.Redirect("/account/delete");
        return Task.CompletedTask;
    }

    private Task Forbid(HttpContext context)
    {
        // By the action's name: the address is whatever somebody made of it.
        logger.LogWarning("Account {AccountId} was refused {Action}: it has not the role", context.User.AccountId(), context.GetEndpoint()?.DisplayName);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private async Task ChallengeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && await IsSecondTabAsync(context))
        {
            // The key was replaced moments ago in another tab: by the time of the next request the browser has the new cookie.
            // The mark keeps a browser that has not from going round in circles.
            context.Response.Cookies.Append(followed.Value, "1", followed.Options(clock.GetUtcNow() + FollowedFor));
            context.Response.Redirect(Address(request));
            return;
        }

        var returnUrl = HttpMethods.IsGet(request.Method) ? Address(request) : "";
        context.Response.Redirect(returnUrl is "" or "/account" ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
    }

    // "//elsewhere.example/" is a path of ours in a request, and another site in a redirect; a backslash is encoded by now.
    private static string Address(HttpRequest request) => "/" + (request.PathBase + request.Path + request.QueryString).TrimStart('/');

    private async Task<bool> IsSecondTabAsync(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(followed.Value) || cookie.Read(context.Request) is not { } key)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SessionRotation>().WasRotatedAsync(key, context.RequestAborted);
    }
}
