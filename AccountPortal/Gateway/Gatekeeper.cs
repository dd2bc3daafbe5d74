using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using AccountPortal.StepUp;
using Microsoft.Extensions.Options;

namespace AccountPortal.Gateway;

/// <summary>
/// What a gateway in front of another app is told about a request: who it is, in headers, or why it may not pass and where the browser finds help. Nothing is read
/// from the database and nothing written: all of it stands in the session as the node knows it.
/// </summary>
internal sealed class Gatekeeper(AppAddresses addresses, PublicUrl publicUrl, TimeProvider clock, IOptions<StepUpSettings> stepUp)
{
    /// <summary>Says who it is and returns <c>null</c>; or the refusal.</summary>
    public Task? Refuse(HttpContext context, CachedSession session)
    {
        var demand = context.Request.QueryString.HasValue ? GatewayDemand.Read(context.Request.Query) : GatewayDemand.Nothing;
        if (demand is null)
        {
            return RefuseDemandAsync(context);
        }

        if (SessionIdentity.Restriction(session) is { } restriction)
        {
            return RefuseAsync(context, demand, restriction);
        }

        var lack = ReferenceEquals(demand, GatewayDemand.Nothing) ? Lack.Nothing
            : demand.Missing(session.Account.IsEmailVerified, session.SteppedUpAt, session.Account.Roles, clock.GetUtcNow());
        if (lack != Lack.Nothing)
        {
            return RefuseAsync(context, demand, lack switch { Lack.VerifiedEmail => Problems.EmailNotVerified, Lack.FreshConfirmation => Problems.StepUpRequired, _ => Problems.RoleRequired });
        }

        SessionIdentity.Write(context.Response.Headers, session);
        return null;
    }

    /// <summary>For a request without a live session.</summary>
    public Task RefuseStrangerAsync(HttpContext context)
    {
        if (GatewayDemand.Read(context.Request.Query) is not { } demand)
        {
            return RefuseDemandAsync(context);
        }

        return SendOn(context, demand, "/sign-in")
            ? Task.CompletedTask
            : Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, null, "You are not signed in.", "Sign in with POST /login.");
    }

    private static Task RefuseDemandAsync(HttpContext context) => Problems.WriteAsync(
        context, StatusCodes.Status400BadRequest, null, "The gateway's question is not understood.",
        "Known are requireVerified (true or false), maxAge (seconds), role (one, or several with commas between, of which one is enough; may be repeated) and redirect (true or false).");

    private Task RefuseAsync(HttpContext context, GatewayDemand demand, string problem)
    {
        if (SendOn(context, demand, "/account"))
        {
            return Task.CompletedTask;
        }

        if (problem == Problems.StepUpRequired)
        {
            var need = new StepUpNeed(StepUpAddress.ToGoOn, demand.MaxAge ?? stepUp.Value.MaxAge, SecondFactor: false);
            return StepUpRequiredResult.WriteAsync(context, need, addresses.AskedFor(context.Request) is { } app ? StepUpAddress.For(need, OnwardAddress.For(app, demand)) : StepUpAddress.For(need));
        }

        var (title, detail) = problem switch
        {
            Problems.DeletionPending => ("The account will be deleted.", "GET /me/deletion says when. DELETE /me/deletion keeps the account."),
            Problems.SecondFactorRequired => ("The account's role needs a second factor, and it has none yet.", "Set up an authenticator app or a passkey, on the pages of the account."),
            Problems.EmailNotVerified => ("The account's email address is not verified yet.", "Open the link in the mail that was sent."),
            _ => ("The account has none of the roles that are asked for.", (string?)null),
        };
        return Problems.WriteAsync(context, StatusCodes.Status403Forbidden, problem, title, detail);
    }

    /// <summary>
    /// Says where a browser goes from here, if it is one that shows a page; a script's request is better off with the plain refusal. <c>true</c> where that is the
    /// whole answer, because the gateway hands it on.
    /// </summary>
    private bool SendOn(HttpContext context, GatewayDemand demand, string otherwise)
    {
        if (!WantsPage(context.Request))
        {
            return false;
        }

        var way = publicUrl.To(addresses.AskedFor(context.Request) is { } app ? OnwardAddress.For(app, demand) : otherwise);
        context.Response.Headers.Location = way;
        if (demand.Redirects)
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
        }

        return demand.Redirects;
    }

    // Sec-Fetch-Mode where the browser says it: scripts ask for HTML, too.
    private static bool WantsPage(HttpRequest request) => request.Headers["Sec-Fetch-Mode"] is { Count: > 0 } mode
        ? mode == "navigate"
        : request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
