using AccountPortal.Accounts;
using AccountPortal.EmailVerification;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// The owner of an account without a password lets the company open it, by a link in their mail: opening it changes nothing, its button does, once, and only in the browser
/// that the company has just sent (P8).
/// </summary>
[AllowAnonymous, Route("/saml/{slug}/connect")]
public sealed class ConnectByMailController(PendingAnswers pending, SamlArrival arrival, AccountConnection connection, MailedConnection mailed, EmailTokens tokens, LinkCookie link) : Controller
{
    private const string LinkName = "connect-company";

    [HttpPost("mail"), ThrottleClient("saml-connect-mail", 30, 10)]
    public async Task<IActionResult> Send(string slug, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not var (found, account))
        {
            return RedirectToAction(nameof(FinishController.Index), "Finish", new { slug });
        }

        return await mailed.SendAsync(found.Provider, account, cancellationToken) is { } wait
            ? new TooManyTriesResult(wait)
            : View("/Saml/Entry/ConnectSent.cshtml", new ConnectPage(found.Provider, account.Email!, false));
    }

    [HttpGet("mail")]
    public async Task<IActionResult> Index(string slug, string? token, CancellationToken cancellationToken)
    {
        if (token is not null)
        {
            link.Keep(HttpContext, LinkName, token);
            return RedirectToAction(nameof(Index), new { slug });
        }

        return await FindAsync(slug, cancellationToken) is var (found, account) && await TokenAsync(account, cancellationToken) is not null
            ? View("/Saml/Entry/ConnectConfirm.cshtml", new ConnectPage(found.Provider, account.Email!, false))
            : Gone(slug);
    }

    [HttpPost("confirm"), ThrottleClient("saml-connect-mail", 30, 10)]
    public async Task<IActionResult> Confirm(string slug, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not var (found, account) || await TokenAsync(account, cancellationToken) is not { } token)
        {
            return Gone(slug);
        }

        if (await connection.ConnectAsync(HttpContext, found.Provider, found.Answer.Person, account, token, cancellationToken) is not { Outcome: ConnectionOutcome.Connected })
        {
            return Gone(slug);
        }

        link.Forget(HttpContext, LinkName);
        return Redirect($"/saml/{slug}/finish");
    }

    // The answer that waits in this browser, and the account that it is about, if a mail may connect the two.
    private async Task<(PendingAnswer Found, Account Account)?> FindAsync(string slug, CancellationToken cancellationToken) =>
        await pending.FindAsync(HttpContext, slug, cancellationToken) is { } found
        && await arrival.ReceiveAsync(HttpContext, found.Provider, found.Answer.Person, cancellationToken) is (Arrival.Connect, { } account)
        && await connection.MayByMailAsync(found.Provider, found.Answer.Person, account, cancellationToken)
            ? (found, account)
            : null;

    private async Task<EmailToken?> TokenAsync(Account account, CancellationToken cancellationToken) =>
        await tokens.FindAsync(link.Read(HttpContext, LinkName), cancellationToken, TokenPurpose.ConnectCompany) is { } token && token.UserId == account.Id ? token : null;

    private ViewResult Gone(string slug)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return View("/Saml/Entry/ConnectGone.cshtml", slug);
    }
}
