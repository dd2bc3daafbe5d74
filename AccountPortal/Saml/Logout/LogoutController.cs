using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Logout;

/// <summary>Single logout (SAML Profiles 2.0, 4.4): a company's requests and its answers, by both bindings, and our way there.</summary>
[AllowAnonymous, Route("/saml/{slug}")]
public sealed class LogoutController(
    PortalDbContext db, LogoutReader reader, CompanyLogout logout, PendingLogouts pendings, SamlKeys keys, SamlAddresses addresses, RefusalLog log, TimeProvider clock) : Controller
{
    private const string Asks = "SAMLRequest";
    private const string Answers = "SAMLResponse";

    /// <remarks>No antiforgery token: the post comes from the provider's site, and what counts is its signature.</remarks>
    [HttpGet("logout"), HttpPost("logout"), ChangesByGet, IgnoreAntiforgeryToken, AllowCrossSitePost, TakesMessage, ThrottleClient("saml-logout", 1000, 1)]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        // By the method, not by what is there: a post that has its message in the address is none.
        var form = HttpMethods.IsPost(Request.Method) ? Request.Form : null;
        if ((form is null ? NoneInQuery() : UnreadMessage.Of(HttpContext, Asks, Answers)) is { } unread)
        {
            return RefusedPage.Of(unread.Status, provider, await RefuseAsync(provider, unread.Refusal, unread.Expected, unread.Got, cancellationToken));
        }

        if (!provider.IsEnabled)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await RefuseAsync(provider, SamlRefusal.ProviderDisabled, "an enabled provider", "another", cancellationToken));
        }

        var expected = await ExpectedAsync(provider, cancellationToken);
        return (form?.ContainsKey(Asks) ?? Request.Query.ContainsKey(Asks)) ? await EndAsync(provider, form, expected, cancellationToken) : await HearAsync(provider, form, expected, cancellationToken);
    }

    /// <summary>On to the company, to end its session, too; the one here is over.</summary>
    [HttpGet("sign-out"), ThrottleClient("saml-logout", 1000, 1)]
    public async Task<IActionResult> Leave(string slug, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not { IsEnabled: true, LogoutUrl: { } url } provider || pendings.Read(HttpContext) is not { } pending || pending.ProviderId != provider.Id)
        {
            return Redirect("/sign-in").WithNotice("You're signed out.");
        }

        var message = new LogoutRequest
        {
            IssuedAt = clock.GetUtcNow(),
            Destination = url,
            Issuer = addresses.EntityId(provider),
            NameId = pending.NameId,
            SessionIndexes = pending.SessionIndex is { } index ? [index] : [],
        };
        pendings.Ask(HttpContext, message.Id);
        var key = await keys.CurrentAsync(provider.Id, cancellationToken);
        return new SamlDepartureResult((provider.LogoutBinding == SamlBinding.Post
            ? new SamlDeparture(provider.Name, url, message.Field, message.ToPost(key))
            : new SamlDeparture(provider.Name, message.ToRedirect(key, null))) with { IsLogout = true });
    }

    private async Task<IActionResult> EndAsync(SamlProvider provider, IFormCollection? form, ExpectedLogout expected, CancellationToken cancellationToken)
    {
        var outcome = form is null ? reader.ReadRequest(Request.QueryString.Value, expected) : reader.ReadRequest(form, expected);
        if (outcome.Message is not { } request)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await log.AddAsync(HttpContext, provider, outcome.Checks, ConsumedMessage.Logout, null, outcome.Fault, cancellationToken));
        }

        if (!await logout.EndAsync(provider, request, cancellationToken))
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await RefuseAsync(provider, SamlRefusal.Replayed, "a message that did not come before", "one that did", cancellationToken));
        }

        if ((provider.LogoutAnswerUrl ?? provider.LogoutUrl) is not { } url)
        {
            return Redirect("/sign-in");
        }

        var answer = new LogoutResponse { IssuedAt = clock.GetUtcNow(), Destination = url, Issuer = addresses.EntityId(provider), InResponseTo = request.Id };
        var key = await keys.CurrentAsync(provider.Id, cancellationToken);
        return provider.LogoutBinding == SamlBinding.Post
            ? new SamlDepartureResult(new SamlDeparture(provider.Name, url, answer.Field, answer.ToPost(key), request.RelayState) { IsLogout = true })
            : Redirect(answer.ToRedirect(key, request.RelayState));
    }

    // It ends nothing: the session here was over before the company was asked.
    private async Task<IActionResult> HearAsync(SamlProvider provider, IFormCollection? form, ExpectedLogout expected, CancellationToken cancellationToken)
    {
        var asked = pendings.TakeAsked(HttpContext);
        var outcome = form is null ? reader.ReadAnswer(Request.QueryString.Value, expected, asked) : reader.ReadAnswer(form, expected, asked);
        if (outcome.Message is not { } answer)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await log.AddAsync(HttpContext, provider, outcome.Checks, ConsumedMessage.Logout, null, outcome.Fault, cancellationToken));
        }

        return answer.Status.IsSuccess
            ? Redirect("/sign-in").WithNotice($"You're signed out, here and at {provider.Name}.")
            : Redirect("/sign-in").WithNotice($"You're signed out here. {provider.Name} may still have you signed in.", NoticeKind.Warn);
    }

    private UnreadMessage? NoneInQuery() => Request.Query.ContainsKey(Asks) || Request.Query.ContainsKey(Answers) ? null : new(SamlRefusal.FormParametersWrong, "one message", "none");

    private Task<SamlProvider?> FindAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);

    private Task<string> RefuseAsync(SamlProvider provider, SamlRefusal reason, string expected, string got, CancellationToken cancellationToken) =>
        log.AddAsync(HttpContext, provider, reason, expected, got, ConsumedMessage.Logout, null, cancellationToken);

    private async Task<ExpectedLogout> ExpectedAsync(SamlProvider provider, CancellationToken cancellationToken)
    {
        var certificates = await db.SamlCertificates.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderByDescending(row => row.NotAfter).Select(row => row.Encoded).ToListAsync(cancellationToken);
        return new()
        {
            Issuer = provider.EntityId,
            LogoutUrl = addresses.Logout(provider),
            Certificates = [.. certificates.Select(encoded => TrustedCertificate.Read(encoded))],
            Skew = provider.ClockSkew,
        };
    }
}
