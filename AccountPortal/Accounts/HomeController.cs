using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Accounts;

/// <summary>The front door: on to the account, or to the sign-in.</summary>
[AllowAnonymous]
public sealed class HomeController : Controller
{
    [HttpGet("/")]
    public IActionResult Index() => Redirect(User.IsSignedIn() ? "/account" : "/sign-in");
}
