using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.EmailVerification;

/// <summary>What the page behind a mailed link shows.</summary>
public sealed record VerifyEmailPage(string Email, bool AsksPassword);

/// <summary>What it takes. The token may come in the form instead of the cookie.</summary>
public sealed record VerifyEmailForm(string? Password, string? Token);

/// <summary>The page behind the link that proves an address: opening it changes nothing, its button does (P8).</summary>
[AllowAnonymous, Route("/verify-email")]
public sealed class VerifyEmailController(EmailConfirmation confirmation, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "verify";
    private const string PageView = "/EmailVerification/Index.cshtml";

    [HttpGet]
    public async Task<IActionResult> Index(string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index));
        }

        return await FindAsync(link.Read(HttpContext, LinkName), cancellationToken) is { } found ? View(PageView, PageFor(found)) : Gone();
    }

    [HttpPost, ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Index(VerifyEmailForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(form.Token ?? link.Read(HttpContext, LinkName), cancellationToken) is not { } token)
        {
            return Gone();
        }

        var result = await confirmation.ConfirmAsync(HttpContext, token, form.Password, cancellationToken);
        switch (result.Outcome)
        {
            case ConfirmOutcome.Confirmed:
                link.Forget(HttpContext, LinkName);
                return Redirect("/account").WithNotice($"Thank you. {token.Email} is confirmed.");
            case ConfirmOutcome.AtLimit:
                link.Forget(HttpContext, LinkName);
                return Redirect("/sign-in/limit").WithNotice($"Thank you. {token.Email} is confirmed.");
            case ConfirmOutcome.NeedsSecondFactor:
                link.Forget(HttpContext, LinkName);
                return Redirect("/sign-in/two-factor").WithNotice($"Thank you. {token.Email} is confirmed.");
            case ConfirmOutcome.Gone:
                return Gone();
            case ConfirmOutcome.ByCompany:
                return RefusedPage.OnlyBy(result.Route!, $"{result.Route!.Company} looks after this address", $"People of it sign in through {result.Route.Company}, and confirm and change no address here.");
            case ConfirmOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            default:
                ModelState.AddModelError(nameof(form.Password), result.Outcome switch
                {
                    ConfirmOutcome.Locked => $"That was the right password, but there were too many wrong tries. Wait {Duration.InWords(result.Wait)} and try again.",
                    ConfirmOutcome.AccountLocked => "This account is locked. The mail that we sent you says more.",
                    _ => "That is not the account's password.",
                });
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return View(PageView, PageFor(token));
        }
    }

    private Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken) =>
        tokens.FindAsync(token, cancellationToken, TokenPurpose.SignUp, TokenPurpose.ChangeEmail);

    private VerifyEmailPage PageFor(EmailToken token) => new(token.Email, AsksPassword: !EmailConfirmation.IsHolder(HttpContext, token));

    private ViewResult Gone()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/EmailVerification/Gone.cshtml", User.IsSignedIn());
    }
}
