using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// Where providers' answers are posted, one address each. No antiforgery token: the post comes from the provider's site. What stands in its place is
/// the request that the answer names, which is this browser's.
/// </summary>
[AllowAnonymous]
public sealed class AcsController(PortalDbContext db, AnswerIntake intake, SamlRequests requests, SamlAnswers answers, ProviderTests tests, RefusalLog log, Throttles throttles) : Controller
{
    // Of answers that no browser waits for; a whole company that starts over there has room. One client is a company, too, behind its own proxy: hence the high limit of clients.
    private static readonly ThrottleRule PerProvider = new("saml-acs/provider", 3000, TimeSpan.FromMilliseconds(50));

    [HttpPost("/saml/{slug}/acs"), IgnoreAntiforgeryToken, AllowCrossSitePost, TakesMessage, ThrottleClient("saml-acs", 1000, 1)]
    public async Task<IActionResult> Take(string slug, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        // Before anything is read or written down. A browser that is awaited here is counted as a client alone: what strangers use up must not keep a company out.
        if (!await requests.HasPendingAsync(HttpContext, provider.Id, cancellationToken) && await throttles.TakeAsync(PerProvider, provider.Id.ToString(), cancellationToken) is { } wait)
        {
            return new TooManyTriesResult(wait);
        }

        if (UnreadMessage.Of(HttpContext, "SAMLResponse") is { } unread)
        {
            return RefusedPage.Of(unread.Status, provider, await log.AddAsync(HttpContext, provider, unread.Refusal, unread.Expected, unread.Got, null, null, cancellationToken));
        }

        if (provider.IsDisabled)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await log.AddAsync(HttpContext, provider, SamlRefusal.ProviderDisabled, "an enabled provider", "a disabled one", null, null, cancellationToken));
        }

        var result = await intake.TakeAsync(HttpContext, provider, Request.Form, cancellationToken);
        if (result.Request?.Purpose == SamlPurpose.Test)
        {
            return await TestAsync(provider, result, cancellationToken);
        }

        if (result is { IsRefused: true, Request.Purpose: SamlPurpose.StepUp, Outcome.Refusal: SamlRefusal.AuthenticationTooOld })
        {
            return new RefusedPage(
                "That was no new confirmation",
                $"{provider.Name} didn't ask you to sign in again, as we had asked it to, so we can't tell that it's you. Nothing was changed. Sign out there and try again, or tell whoever looks after your company's sign-in the number below.",
                provider.Slug,
                result.CorrelationId) { Contact = provider.Contact, OffersAgain = false }.ToResult(StatusCodes.Status403Forbidden);
        }

        if (result.IsRefused)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, result.CorrelationId!);
        }

        if (result.Request is null)
        {
            // Nobody asked for it: it opens nothing, and starts a sign-in of ours.
            return SeeOther(Providers.SamlAddresses.SignInPath(provider.Slug));
        }

        answers.Keep(HttpContext, result.Request.IdHash);
        return SeeOther(result.Request.Purpose == SamlPurpose.StepUp ? "/step-up/company/finish" : $"/saml/{provider.Slug}/finish");
    }

    // The report waits for the administrator on a page of ours: it has the session that this post, from another site, has not.
    private async Task<IActionResult> TestAsync(Providers.SamlProvider provider, AnswerResult result, CancellationToken cancellationToken)
    {
        await tests.KeepAsync(HttpContext, provider, result, cancellationToken);
        return SeeOther($"/admin/saml-providers/{provider.Slug}/test");
    }

    // To be fetched with GET by a page of this site, which has the cookies that the post had not.
    private StatusCodeResult SeeOther(string path)
    {
        Response.Headers.Location = path;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}
