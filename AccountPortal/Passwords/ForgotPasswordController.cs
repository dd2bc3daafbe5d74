using AccountPortal.Accounts;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Passwords;

public sealed class ForgotPasswordForm
{
    public string? Email { get; init; }
}

/// <summary>Asks for the link that sets a new password.</summary>
[AllowAnonymous, Route("/forgot-password")]
public sealed class ForgotPasswordController(PasswordResetRequest request, SamlRoutes routes) : Controller
{
    private const string SentTo = "reset-sent-to";
    private const string Page = "/Passwords/Forgot.cshtml";

    [HttpGet]
    public IActionResult Index() => View(Page, new ForgotPasswordForm());

    [HttpPost, ThrottleClient("forgot-password", 30, 60)]
    public async Task<IActionResult> Index(ForgotPasswordForm form, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(form.Email, out var email))
        {
            ModelState.AddModelError(nameof(form.Email), "Enter an email address, like name@example.com.");
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(Page, form);
        }

        await request.SendAsync(HttpContext, email, cancellationToken);
        // By the domain alone, and as late as every other answer.
        if (await routes.EnforcedAsync(email.Value, cancellationToken) is { } route)
        {
            return RefusedPage.OnlyBy(route, "You need no password here", $"People of {email.Domain} sign in through {route.Company}.");
        }

        TempData[SentTo] = email.Value;
        return RedirectToAction(nameof(Sent));
    }

    /// <summary>The same for every address, known, unknown or asked for too often (P9).</summary>
    [HttpGet("sent")]
    public IActionResult Sent() => TempData.Peek(SentTo) is string email ? View("/Passwords/Sent.cshtml", email) : RedirectToAction(nameof(Index));
}
