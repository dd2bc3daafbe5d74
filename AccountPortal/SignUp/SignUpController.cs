using AccountPortal.ApiDocument;
using AccountPortal.Passwords;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.SignUp;

[AllowAnonymous, Route("/sign-up")]
public sealed class SignUpController(Registration registration, PasswordRules rules, SamlRoutes routes) : Controller
{
    private const string SentTo = "sign-up-sent-to";

    [HttpGet]
    public IActionResult Index() => User.IsSignedIn() ? Redirect("/account") : View(new SignUpForm());

    [HttpPost, ThrottleClient("sign-up", 30, 60)]
    public async Task<IActionResult> Index(SignUpForm form, CancellationToken cancellationToken)
    {
        if (!form.TryRead(rules, ModelState, out var email))
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(form);
        }

        // By the domain alone: the same for people that exist and that do not.
        if (await routes.EnforcedAsync(email.Value, cancellationToken) is { } route)
        {
            return RefusedPage.OnlyBy(route, "You need no account of your own", $"People of {email.Domain} sign in through {route.Company}.");
        }

        await registration.RegisterAsync(HttpContext, email, form.Password, cancellationToken);
        TempData[SentTo] = email.Value;
        return RedirectToAction(nameof(Sent));
    }

    /// <summary>The same for every address: look into your mail.</summary>
    [HttpGet("sent")]
    public IActionResult Sent() => TempData.Peek(SentTo) is string email ? View(model: email) : RedirectToAction(nameof(Index));
}

[JsonApi, AllowAnonymous, Route("/signup")]
public sealed class SignUpApiController(Registration registration, PasswordRules rules, SamlRoutes routes, SamlAddresses addresses) : ControllerBase
{
    /// <summary>
    /// 202 with the same body for every address; nobody is signed in. 422 for a password that the rules refuse, or what is no address; 403 for every address
    /// of a domain whose company lets people in through its own sign-in alone.
    /// </summary>
    [HttpPost, ThrottleClient("sign-up", 30, 60)]
    [Answers(202, "The same for every address; nobody is signed in.", typeof(MessageJson))]
    [Refuses(422, "This is no address, or the rules refuse the password.")]
    [Refuses(403, "The address is of a company that has its own sign-in.", Problems.SsoRequired)]
    public async Task<IActionResult> Post(SignUpForm form, CancellationToken cancellationToken)
    {
        if (!form.TryRead(rules, ModelState, out var email))
        {
            return Problems.Invalid(ModelState);
        }

        if (await routes.EnforcedAsync(email.Value, cancellationToken) is { } route)
        {
            return this.SsoRequired(route, addresses);
        }

        await registration.RegisterAsync(HttpContext, email, form.Password, cancellationToken);
        return Accepted(new MessageJson("If the address can be used, a mail with the next step is on its way to it."));
    }
}
