using AccountPortal.Saml.Logout;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.SignIn;

/// <summary>Ends this browser's session. Within everybody's reach: who is signed out already is told the same.</summary>
[AllowAnonymous]
public sealed class SignOutController(SignOut signOut, CompanyLogout company) : Controller
{
    /// <remarks>
    /// No antiforgery token: it is bound to who is signed in, and a page that stayed open over the end of its session could not sign out any more.
    /// Other sites' requests are refused all the same (<see cref="Security.CrossSiteGuard"/>), and all they could reach is a sign-out.
    /// </remarks>
    [HttpPost("/sign-out"), IgnoreAntiforgeryToken]
    public async Task<IActionResult> SignOutHere(CancellationToken cancellationToken)
    {
        var onward = await company.BeginAsync(HttpContext, cancellationToken);
        await signOut.RunAsync(HttpContext, cancellationToken);
        return onward is null ? Redirect("/sign-in").WithNotice("You're signed out.") : Redirect(onward);
    }
}
