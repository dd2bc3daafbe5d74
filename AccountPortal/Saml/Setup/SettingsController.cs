using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Setup;

/// <summary>How a provider's sign-in is done: what is asked of it, what is accepted, what comes after.</summary>
[AdminArea, Route(ProvidersController.Root + "/{slug}/settings")]
public sealed class SettingsController(PortalDbContext db, ProviderChanges changes, IOptions<SamlSettings> usual) : Controller
{
    [HttpGet]
    public Task<IActionResult> Index(string slug, CancellationToken cancellationToken) => PageAsync(slug, null, [], cancellationToken);

    [HttpPost, RequireStepUp("change the settings of a company's sign-in", SecondFactor = true)]
    public async Task<IActionResult> Save(string slug, SettingsForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await PageAsync(slug, form, [], cancellationToken);
        }

        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        var isStill = change.IsStill(form.Seen, Parts);
        form.WriteTo(change.Provider);
        var differences = change.Differences;
        if (!isStill)
        {
            await change.DisposeAsync();
            ModelState.AddModelError("", "Another administrator changed the settings meanwhile. Nothing was saved, and what you have is kept: look through it and save again.");
            return await PageAsync(slug, form, differences, cancellationToken);
        }

        if (differences.Count == 0)
        {
            return Back(slug, Acts.Already);
        }

        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, null, cancellationToken);
        return Back(slug, change.Provider.TestedVersion is { } tested && tested != change.Provider.Version ? "Saved. The test that passed was of what was before: try it again." : "Saved.");
    }

    private static ProviderPart[] Parts => [ProviderPart.Settings, ProviderPart.Theirs, ProviderPart.Mapping];

    private NoticeRedirect Back(string slug, string notice) => RedirectToAction(nameof(Index), new { slug }).WithNotice(notice);

    private async Task<IActionResult> PageAsync(string slug, SettingsForm? typed, IReadOnlyList<ProviderDifference> conflicts, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        // After a conflict the stamp is the new one: who has read what is saved now may save over it.
        var form = typed is null ? SettingsForm.Of(page.Provider, page.Seen(Parts)) : conflicts.Count > 0 ? typed with { Seen = page.Seen(Parts) } : typed;
        return View("/Saml/Setup/Settings.cshtml", new SettingsPage(page, form, usual.Value.MaxSessionAge, conflicts));
    }
}
