using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Saml.Setup;

/// <summary>The companies whose sign-in opens the portal: all of them, a new one, and one at a glance.</summary>
[AdminArea, Route(Root)]
public sealed class ProvidersController(PortalDbContext db, ProviderList list, SamlKeys keys, SecurityEvents events, TimeProvider clock) : Controller
{
    public const string Root = "/admin/saml-providers";

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("/Saml/Setup/List.cshtml", await list.ReadAsync(cancellationToken));

    [HttpGet("new")]
    public IActionResult New(string? product) => View("/Saml/Setup/New.cshtml", new NewProviderForm { Product = product });

    [HttpPost("new"), RequireStepUp("set up a company's sign-in")]
    public async Task<IActionResult> New(NewProviderForm form, CancellationToken cancellationToken)
    {
        if (form.IsFine(ModelState) && !await MakeAsync(form, cancellationToken))
        {
            ModelState.AddModelError(nameof(form.Slug), "Another provider has this name in its addresses. Choose another one.");
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View("/Saml/Setup/New.cshtml", form);
        }

        return RedirectToAction(nameof(Show), new { slug = form.KeptSlug }).WithNotice($"{form.KeptName} is a draft now: nobody can sign in through it yet.");
    }

    [HttpGet("{slug}")]
    public async Task<IActionResult> Show(string slug, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var ours = await keys.CurrentAsync(page.Provider.Id, cancellationToken);
        return View("/Saml/Setup/Show.cshtml", new ShowPage(page, ours.ExportCertificatePem()));
    }

    // The database says whether the slug is free: two who ask at once get one provider.
    private async Task<bool> MakeAsync(NewProviderForm form, CancellationToken cancellationToken)
    {
        var provider = form.ToProvider(clock.GetUtcNow());
        db.Add(provider);
        events.Add(db, HttpContext, EventKind.ProviderMade, EventOutcome.Success, null, details: new() { ["provider"] = provider.Slug, ["company"] = provider.Name, ["product"] = provider.Product! });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }
}
