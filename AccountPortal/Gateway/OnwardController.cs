using System.Security.Claims;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Gateway;

/// <summary>
/// Where a gateway sends people who may not pass: they sign in, confirm that it's them or prove their address, whichever is missing, and go back to the app. Who
/// lacks nothing (another tab signed in meanwhile, or got the new key) goes back at once.
/// </summary>
[AllowUnverified, Route(OnwardAddress.Path)]
public sealed class OnwardController(AppAddresses addresses, OnwardCircles circles, TimeProvider clock) : Controller
{
    [HttpGet]
    public IActionResult Index(string? to)
    {
        // An address that is not on the list leads nowhere: no open redirect.
        if (addresses.Allowed(to) is not { } app || GatewayDemand.Read(Request.Query, OnwardAddress.Target) is not { } demand)
        {
            return NotFound();
        }

        string[] roles = [.. User.FindAll(ClaimTypes.Role).Select(claim => claim.Value)];
        return demand.Missing(User.HasVerifiedEmail(), HttpContext.CurrentSession().SteppedUpAt, roles, clock.GetUtcNow()) switch
        {
            Lack.Role => StatusCode(StatusCodes.Status403Forbidden),
            Lack.VerifiedEmail => Redirect("/verify-email/pending"),
            Lack.FreshConfirmation => Redirect(StepUpAddress.For(new(StepUpAddress.ToGoOn, demand.MaxAge!.Value, SecondFactor: false), OnwardAddress.For(app, demand))),
            _ => circles.IsOne(HttpContext, app) ? View("/Gateway/Circle.cshtml", app) : IsFromElsewhere() ? Redirect(app.AbsoluteUri) : View("/Gateway/Onward.cshtml", app),
        };
    }

    // After a form of ours a page has to stand between: "form-action 'self'" also covers where the answer to a form redirects to. Who says nothing gets it, too.
    private bool IsFromElsewhere() => Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" or "none";
}
