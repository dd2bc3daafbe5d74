using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using AccountPortal.Shared;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// Acts on an answer that was right. A page of this site, unlike the post that brought the answer, so it knows who is signed in here and which device
/// this is. It is reached with the answer's cookie alone, and what it does it does once: the assertion is used up with the session that it opens.
/// </summary>
[AllowAnonymous, Route("/saml/{slug}")]
public sealed class FinishController(
    PortalDbContext db, SamlAnswers answers, PendingAnswers pending, SamlArrival arrival, AccountConnection connection, SignInCompletion completion, SignInStart start, RefusalLog log) : Controller
{
    [HttpGet("finish"), ChangesByGet, ThrottleClient("saml-finish", 1000, 1)]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken) => await FindAsync(slug, cancellationToken) is not { } found
        ? Over()
        : await IsSomebodyElseAsync(found, cancellationToken) ? View("/Saml/Entry/Switch.cshtml", new SwitchPage(found.Provider, found.Answer.Person.Email, User.Identity!.Name!)) : await ReceiveAsync(found, cancellationToken);

    /// <summary>"Yes, go on as the other": nobody is silently made somebody else.</summary>
    [HttpPost("finish"), ThrottleClient("saml-finish", 1000, 1)]
    public async Task<IActionResult> Switch(string slug, CancellationToken cancellationToken) =>
        await FindAsync(slug, cancellationToken) is { } found ? await ReceiveAsync(found, cancellationToken) : Over();

    /// <summary>The owner of an account that was there before lets the company open it.</summary>
    [HttpPost("connect"), ThrottleClient("sign-in", 120, 5)]
    public async Task<IActionResult> Connect(string slug, ConnectForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not { } found)
        {
            return Over();
        }

        var (state, account) = await arrival.ReceiveAsync(HttpContext, found.Provider, found.Answer.Person, cancellationToken);
        if (state != Arrival.Connect)
        {
            return await AnswerAsync(found, state, account, cancellationToken);
        }

        var result = await connection.ConnectAsync(HttpContext, found.Provider, found.Answer.Person, account!, new StepUpProof { Password = form.Password, Code = form.Code }, cancellationToken);
        switch (result.Outcome)
        {
            case ConnectionOutcome.Connected:
                return await ReceiveAsync(found, cancellationToken);
            case ConnectionOutcome.Throttled:
                return new TooManyTriesResult(result.Wait);
            case ConnectionOutcome.Wrong:
                ModelState.AddModelError(nameof(form.Password), "That is not right. Check the password and, where one is asked for, the code.");
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return await ConnectPageAsync(found.Provider, account!, cancellationToken);
            default:
                return await AnswerAsync(found, Arrival.Forbidden, null, cancellationToken);
        }
    }

    private Task<PendingAnswer?> FindAsync(string slug, CancellationToken cancellationToken) => pending.FindAsync(HttpContext, slug, cancellationToken);

    private async Task<bool> IsSomebodyElseAsync(PendingAnswer found, CancellationToken cancellationToken) =>
        User.IsSignedIn() && await arrival.OwnerAsync(found.Provider, found.Answer.Person, cancellationToken) != User.AccountId();

    private async Task<IActionResult> ReceiveAsync(PendingAnswer found, CancellationToken cancellationToken)
    {
        var (state, account) = await arrival.ReceiveAsync(HttpContext, found.Provider, found.Answer.Person, cancellationToken);
        return await AnswerAsync(found, state, account, cancellationToken);
    }

    private async Task<IActionResult> AnswerAsync(PendingAnswer found, Arrival state, Account? account, CancellationToken cancellationToken) => state switch
    {
        Arrival.Enter => await EnterAsync(found, account!, cancellationToken),
        Arrival.Connect => await AskAsync(found, account!, cancellationToken),
        _ => await RefuseAsync(found.Provider, state, cancellationToken),
    };

    private async Task<IActionResult> EnterAsync(PendingAnswer found, Account account, CancellationToken cancellationToken)
    {
        var entering = new PendingSignIn(account.Id, account.SecurityStamp!, Remember: false, [AuthMethod.Saml]) { Saml = found.Answer.Ticket };
        var outcome = await completion.CompleteAsync(HttpContext, entering);
        if (outcome == CompletionOutcome.Stale)
        {
            return HttpContext.Features.Get<RefusedTicket>() is { } refused ? await RefuseAsync(found.Provider, refused, cancellationToken) : Over();
        }

        answers.Forget(HttpContext);
        // The answer is acted on, or waits with the browser: it need not lie here any longer.
        await db.SamlRequests.Where(row => row.IdHash == found.Hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.ProtectedAnswer, (byte[]?)null), cancellationToken);
        if (outcome != CompletionOutcome.SignedIn)
        {
            start.Keep(HttpContext, new SignInForm { Email = account.Email, ReturnUrl = found.Answer.ReturnUrl });
            return Redirect(outcome == CompletionOutcome.AtLimit ? "/sign-in/limit" : "/sign-in/two-factor");
        }

        start.Forget(HttpContext);
        return LocalRedirect(Url.IsLocalUrl(found.Answer.ReturnUrl) ? found.Answer.ReturnUrl : "/account");
    }

    // The owner's password, or where there is none what their mailbox gets.
    private async Task<ViewResult> AskAsync(PendingAnswer found, Account account, CancellationToken cancellationToken) =>
        account.PasswordHash is not null ? await ConnectPageAsync(found.Provider, account, cancellationToken)
        : await connection.MayByMailAsync(found.Provider, found.Answer.Person, account, cancellationToken) ? View("/Saml/Entry/ConnectByMail.cshtml", new ConnectPage(found.Provider, account.Email!, false))
        : await RefuseAsync(found.Provider, Arrival.Forbidden, cancellationToken);

    private async Task<ViewResult> ConnectPageAsync(SamlProvider provider, Account account, CancellationToken cancellationToken) =>
        View("/Saml/Entry/Connect.cshtml", new ConnectPage(provider, account.Email!, await connection.WantsCodeAsync(account, cancellationToken)));

    private async Task<ViewResult> RefuseAsync(SamlProvider provider, Arrival state, CancellationToken cancellationToken)
    {
        var (reason, expected, got) = state switch
        {
            Arrival.NoAccount => (SamlRefusal.AccountMissing, "an account", "none, and none is made"),
            Arrival.NoGroup => (SamlRefusal.GroupMissing, provider.RequiredGroup!, "other groups"),
            Arrival.Locked => (SamlRefusal.AccountForbidden, "an account that is open", "a locked one"),
            _ => (SamlRefusal.AccountForbidden, "an account that a company may open", "another"),
        };
        var number = await log.AddAsync(HttpContext, provider, reason, expected, got, SamlPurpose.SignIn, null, cancellationToken);
        return (state switch
        {
            Arrival.NoAccount => new RefusedPage("You have no account here yet", $"{provider.Name} knows you, but nobody has made an account for you. Ask whoever looks after your company's accounts.", provider.Slug, number),
            Arrival.NoGroup => new RefusedPage("You can't come in yet", $"{provider.Name} has not given you access to this. Ask whoever looks after your company's accounts.", provider.Slug, number),
            Arrival.Locked => new RefusedPage("This account is locked", "An administrator did it; the mail that we sent you says more.", provider.Slug, number) { OffersAgain = false },
            _ => new RefusedPage("This account can't be opened through your company", "If it has a password or passkey of its own, sign in with that. Otherwise ask whoever looks after your company's accounts to pass the number below on to the administrators here.", provider.Slug, number) { OffersAgain = false },
        } with { Contact = provider.Contact }).ToResult(StatusCodes.Status403Forbidden);
    }

    private async Task<ViewResult> RefuseAsync(SamlProvider provider, RefusedTicket refused, CancellationToken cancellationToken)
    {
        answers.Forget(HttpContext);
        return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await log.AddAsync(HttpContext, provider, refused.Reason, refused.Expected, refused.Got, SamlPurpose.SignIn, null, cancellationToken));
    }

    private NoticeRedirect Over()
    {
        answers.Forget(HttpContext);
        return Redirect("/sign-in").WithNotice("That sign-in is over, or your account was changed meanwhile. Please sign in again.", NoticeKind.Warn);
    }
}

/// <summary>What the owner of an account brings to connect it.</summary>
public sealed class ConnectForm
{
    public string? Password { get; init; }

    public string? Code { get; init; }
}

/// <summary>Asks the owner to confirm.</summary>
public sealed record ConnectPage(SamlProvider Provider, string Email, bool WantsCode);

/// <summary>Asks somebody who is signed in as another.</summary>
public sealed record SwitchPage(SamlProvider Provider, string Email, string Current);
