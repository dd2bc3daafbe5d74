using AccountPortal.Passwords;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.SignUp;

[AllowAnonymous, Route("/sign-up")]
public sealed class SignUpController(Registration registration, PasswordRules rules) : Controller
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

        await registration.RegisterAsync(HttpContext, email, form.Password, cancellationToken);
        TempData[SentTo] = email.Value;
        return RedirectToAction(nameof(Sent));
    }

    /// <summary>The same for every address: look into your mail.</summary>
    [HttpGet("sent")]
    public IActionResult Sent() => TempData.Peek(SentTo) is string email ? View(model: email) : RedirectToAction(nameof(Index));
}

[JsonApi, AllowAnonymous, Route("/signup")]
public sealed class SignUpApiController(Registration registration, PasswordRules rules) : ControllerBase
{
    /// <summary>202 with the same body for every address; nobody is signed in. 422 for a password that the rules refuse, or what is no address.</summary>
    [HttpPost, ThrottleClient("sign-up", 30, 60)]
    public async Task<IActionResult> Post(SignUpForm form, CancellationToken cancellationToken)
    {
        if (!form.TryRead(rules, ModelState, out var email))
        {
            return Problems.Invalid(ModelState);
        }

        await registration.RegisterAsync(HttpContext, email, form.Password, cancellationToken);
        return Accepted(new { message = "If the address can be used, a mail with the next step is on its way to it." });
    }
}
