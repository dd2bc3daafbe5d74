using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Where a sign-in through a company begins: from the sign-in page, or from a bookmark.</summary>
[AllowAnonymous]
public sealed class StartController(PortalDbContext db, SamlRequests requests, SamlRoutes routes, SignInStart start, RequestCookies cookies) : Controller
{
    /// <remarks>Whoever is signed in may come here, too: perhaps they want to be somebody else.</remarks>
    [HttpGet("/saml/{slug}/sign-in"), ThrottleClient("saml-sign-in", 1000, 1)]
    public async Task<IActionResult> Index(string slug, string? returnUrl, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug && row.EnabledAt != null, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        if (provider.IsDisabled)
        {
            return new RefusedPage($"You can't sign in through {provider.Name} now", "This way in was turned off. Ask whoever looks after your company's accounts.", slug, null) { Contact = provider.Contact, OffersAgain = false }.ToResult(StatusCodes.Status403Forbidden);
        }

        var typed = start.Read(HttpContext);
        var route = EmailAddress.TryParse(typed?.Email, out var email) ? await routes.FindAsync(email, cancellationToken) : null;
        var isOwn = route?.Slug == slug;
        var onward = returnUrl ?? typed?.ReturnUrl;
        var departure = await requests.StartAsync(HttpContext, provider, SamlPurpose.SignIn, Url.IsLocalUrl(onward) ? onward : null, isOwn ? email.Value : null, cancellationToken);
        var offersPassword = isOwn && !route!.IsEnforced;
        return new SamlDepartureResult(departure with
        {
            Email = isOwn ? email.Value : null,
            OffersPassword = offersPassword,
            // Whoever has come back from there, by the browser's button, may want the other way.
            Waits = offersPassword && cookies.HasAny(HttpContext),
        });
    }
}
