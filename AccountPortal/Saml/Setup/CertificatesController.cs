using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Saml.Setup;

/// <summary>The certificates that a provider's signatures are believed by, and our own keys towards it.</summary>
[AdminArea, Route(ProvidersController.Root + "/{slug}/certificates")]
public sealed class CertificatesController(PortalDbContext db, ProviderChanges changes, KeyRotation rotation, SamlKeys keys, TimeProvider clock) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index(string slug, CancellationToken cancellationToken) => PageAsync(slug, new(), cancellationToken);

    [HttpPost, RequireStepUp("trust another certificate of a company", SecondFactor = true)]
    public async Task<IActionResult> Add(string slug, CertificateForm form, CancellationToken cancellationToken)
    {
        if (CertificateText.Read(form.Certificates, ModelState, nameof(form.Certificates)) is not { } certificates)
        {
            return await PageAsync(slug, form, cancellationToken);
        }

        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        var added = certificates.Count(certificate => change.Add(certificate, clock.GetUtcNow()));
        if (change.Certificates.Count > TheirSide.MostCertificates)
        {
            await change.DisposeAsync();
            ModelState.AddModelError(nameof(form.Certificates), $"A provider has at most {TheirSide.MostCertificates} certificates. Remove those that are not used any more first.");
            return await PageAsync(slug, form, cancellationToken);
        }

        if (added == 0)
        {
            return Back(slug, "It is trusted already.");
        }

        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, null, cancellationToken);
        return Back(slug, $"Added {Duration.Count(added, "certificate")}. Signatures by it are believed from now on.");
    }

    [HttpGet("{thumbprint}/remove")]
    public async Task<IActionResult> Remove(string slug, string thumbprint, CancellationToken cancellationToken) =>
        await ProviderPage.FindAsync(db, slug, cancellationToken) is { } page && page.Certificates.FirstOrDefault(row => row.Thumbprint == thumbprint) is { } row
            ? this.Ask(RemovalPage(page.Provider, page.Certificates.Count, row))
            : NotFound();

    [HttpPost("{thumbprint}/remove"), RequireStepUp("stop trusting a certificate of a company")]
    public async Task<IActionResult> Remove(string slug, string thumbprint, ActForm form, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change?.Certificates.FirstOrDefault(row => row.Thumbprint == thumbprint) is not { } row)
        {
            return change is null ? NotFound() : Back(slug, Acts.Already);
        }

        var page = RemovalPage(change.Provider, change.Certificates.Count, row);
        if (!form.IsFine(ModelState))
        {
            return this.Ask(page with { Form = form });
        }

        // Everybody of the company would be locked out, by a click on the wrong line.
        if (change.Provider.IsEnabled && change.Certificates.Count == 1)
        {
            return Back(slug, "This is the last certificate of an enabled provider: without it nobody of the company could sign in. Add their next one first, or disable the provider.", NoticeKind.Bad);
        }

        change.Remove(row);
        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, form.Details(("removed", row.Thumbprint)), cancellationToken);
        return Back(slug, "Removed. Nothing that is signed with it is believed any more.");
    }

    /// <summary>Our certificate, for consoles that want it as a file.</summary>
    [HttpGet("ours")]
    public async Task<IActionResult> Ours(string slug, string? state, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var own = await keys.OfAsync(page.Provider.Id, cancellationToken);
        return own.FirstOrDefault(key => key.State == (state ?? SamlKey.Current)) is { } key
            ? Content(key.Certificate.ExportCertificatePem() + "\n", "application/x-pem-file")
            : NotFound();
    }

    [HttpPost("ours/announce"), RequireStepUp("make the portal's next key for a company")]
    public async Task<IActionResult> Announce(string slug, CancellationToken cancellationToken) => await rotation.AnnounceAsync(HttpContext, slug, cancellationToken) switch
    {
        null => NotFound(),
        false => Back(slug, "There is a next key already."),
        true => Back(slug, "The next key stands in our metadata beside the current one. Give it to the company, then use it."),
    };

    [HttpPost("ours/use"), RequireStepUp("sign with the portal's next key")]
    public async Task<IActionResult> Use(string slug, CancellationToken cancellationToken) => await rotation.UseAsync(HttpContext, slug, cancellationToken) switch
    {
        null => NotFound(),
        false => Back(slug, "There is no next key. Make one first."),
        true => Back(slug, "The next key signs from now on. What is still encrypted for the one before can be read."),
    };

    private NoticeRedirect Back(string slug, string notice, NoticeKind kind = NoticeKind.Good) => RedirectToAction(nameof(Index), new { slug }).WithNotice(notice, kind);

    private async Task<IActionResult> PageAsync(string slug, CertificateForm form, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        // Made when first needed, and here it is.
        await keys.CurrentAsync(page.Provider.Id, cancellationToken);
        return View("/Saml/Setup/Certificates.cshtml", new CertificatesPage(page, CertificateRow.Of(page.Certificates, clock.GetUtcNow()), await rotation.OursAsync(page.Provider.Id, cancellationToken), form));
    }

    private static ActPage RemovalPage(SamlProvider provider, int count, SamlCertificate row) => new(
        "Stop trusting this certificate",
        $"{row.Subject} ({row.Thumbprint[..16]}…) of {provider.Name}. Nothing that is signed with it is believed any more{(count == 1 ? "; it is the last one, so nobody can sign in through the company then" : "")}.",
        "Remove certificate")
    {
        Action = $"{ProvidersController.Root}/{provider.Slug}/certificates/{row.Thumbprint}/remove",
        Back = $"{ProvidersController.Root}/{provider.Slug}/certificates",
        IsDangerous = true,
    };
}
