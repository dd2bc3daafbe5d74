using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Providers;

/// <summary>What a provider is told of us; public, by its nature, also of a draft: that is when it is needed.</summary>
[AllowAnonymous]
public sealed class SamlMetadataController(PortalDbContext db, SamlKeys keys, SamlAddresses addresses) : Controller
{
    [HttpGet("/saml/{slug}/metadata"), ThrottleClient("saml-metadata", 120, 2)]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken)
    {
        if (await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var own = await keys.OfAsync(provider.Id, cancellationToken);
        var metadata = new ServiceProviderMetadata
        {
            EntityId = addresses.EntityId(provider),
            AcsUrl = addresses.Acs(provider),
            LogoutUrl = addresses.Logout(provider),
            Certificates = [.. own.Where(key => key.State != SamlKey.Former).Select(key => key.Certificate)],
            SignsRequests = provider.SignsRequests,
            NameIdFormats = provider.NameIdFormat is { } format ? [format] : [NameIdFormats.Persistent, NameIdFormats.EmailAddress],
        };
        return Content(metadata.ToXml(), "application/samlmetadata+xml");
    }
}
