using AccountPortal.ApiDocument;
using AccountPortal.Security;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Passwords;

/// <summary>What the page and <c>POST /me/password</c> take.</summary>
public sealed class ChangePasswordForm
{
    public string? CurrentPassword { get; init; }

    public string? NewPassword { get; init; }
}

[Route("/account/password")]
public sealed class PasswordsController(PasswordChange change) : Controller
{
    [HttpGet]
    public IActionResult Index() => View(new ChangePasswordForm());

    [HttpPost, RequireStepUp("change your password", SecondFactor = true, PasswordInForm = true)]
    public async Task<IActionResult> Index(ChangePasswordForm form, CancellationToken cancellationToken)
    {
        var result = await change.ApplyAsync(HttpContext, form.CurrentPassword, form.NewPassword, cancellationToken);
        switch (result.Outcome)
        {
            case PasswordChangeOutcome.Changed:
                return Redirect("/account").WithNotice(result.Ended == 0 ? "Password changed." : $"Password changed. {Others(result.Ended)} signed out.");
            case PasswordChangeOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case PasswordChangeOutcome.Overtaken:
                return RedirectToAction(nameof(Index))
                    .WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", NoticeKind.Warn);
            default:
                result.AddTo(ModelState);
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View(form);
        }
    }

    private static string Others(int ended) => Duration.Count(ended, "other session") + (ended == 1 ? " was" : " were");
}

/// <summary>The same for programs.</summary>
[JsonApi, Route("/me/password")]
public sealed class PasswordApiController(PasswordChange change) : ControllerBase
{
    /// <summary>204 and a new key in the cookie; 422 with the field that is wrong, 429 after too many tries, 401 where another request ended this session.</summary>
    [HttpPost, RequireStepUp("change your password", SecondFactor = true, PasswordInForm = true), Answers(204, "Changed, with a new key in the cookie; the other sessions are ended.")]
    [Refuses(422, "The current password is wrong, or the rules refuse the new one."), Refuses(429, "Too many tries.")]
    public async Task<IActionResult> Post(ChangePasswordForm form, CancellationToken cancellationToken)
    {
        var result = await change.ApplyAsync(HttpContext, form.CurrentPassword, form.NewPassword, cancellationToken);
        switch (result.Outcome)
        {
            case PasswordChangeOutcome.Changed:
                return NoContent();
            case PasswordChangeOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case PasswordChangeOutcome.Overtaken:
                return Problem(statusCode: StatusCodes.Status401Unauthorized, title: "This session has ended or has a new key.");
            default:
                result.AddTo(ModelState);
                return Problems.Invalid(ModelState);
        }
    }
}
