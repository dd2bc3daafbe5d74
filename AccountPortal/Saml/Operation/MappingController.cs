using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>What the company's attributes are used for: chosen by clicking on what the reader's last test brought.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}/mapping")]
public sealed class MappingController(PortalDbContext db, ProviderChanges changes, ProviderTests tests, TestOutlook outlook, RoleEffects effects) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string slug, [FromQuery] MappingPicks picks, CancellationToken cancellationToken) => await ProviderAsync(slug, cancellationToken) is { } provider
        ? await PageAsync(provider, MappingForm.Of(provider).With(picks), picks.IsAny, null, cancellationToken)
        : NotFound();

    [HttpPost, RequireStepUp("change what a company's attributes are used for", SecondFactor = true)]
    public async Task<IActionResult> Save(string slug, MappingForm form, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        if (!form.IsFine(ModelState))
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await PageAsync(provider, form, true, null, cancellationToken);
        }

        if (form.Act == "preview")
        {
            var preview = await ProviderAsync(slug, cancellationToken);
            form.Apply(preview!);
            return await PageAsync(provider, form, true, await effects.OfAsync(preview!, cancellationToken), cancellationToken);
        }

        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        if (!change.IsStill(form.Seen, ProviderPart.Mapping))
        {
            ModelState.AddModelError("", "Somebody else changed this meanwhile. Look at it again, then save.");
            Response.StatusCode = StatusCodes.Status409Conflict;
            return await PageAsync(provider, form with { Seen = MappingForm.Of(provider).Seen }, true, null, cancellationToken);
        }

        form.Apply(change.Provider);
        if (change.Differences.Count == 0)
        {
            return RedirectToAction(nameof(Index), new { slug }).WithNotice(Acts.Already);
        }

        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, null, cancellationToken);
        return RedirectToAction(nameof(Index), new { slug }).WithNotice(ProviderTests.IsTested(change.Provider) ? "It is saved." : "It is saved. Test the sign-in again: what it depends on has changed.", ProviderTests.IsTested(change.Provider) ? NoticeKind.Good : NoticeKind.Warn);
    }

    private async Task<IActionResult> PageAsync(SamlProvider provider, MappingForm form, bool isUnsaved, IReadOnlyList<RoleEffect>? effect, CancellationToken cancellationToken)
    {
        var report = await tests.LastAsync(provider.Id, User.AccountId(), cancellationToken);
        var (person, missing) = report?.NameId is { } nameId ? SamlPerson.Read(form.Mapping, nameId, report.Attributes) : (null, null);
        var people = await db.SamlIdentities.CountAsync(row => row.ProviderId == provider.Id, cancellationToken);
        var page = new MappingPage(provider, report, people)
        {
            IsUnsaved = isUnsaved,
            Person = person,
            Missing = missing,
            Groups = await effects.GroupsAsync(provider.Id, cancellationToken),
            Effect = effect,
        };
        if (person is not null && ModelState.IsValid)
        {
            var proposed = (await ProviderAsync(provider.Slug, cancellationToken))!;
            form.Apply(proposed);
            page = page with { Outlook = await outlook.OfAsync(proposed, person, cancellationToken) };
        }

        ViewData["Page"] = page;
        return View("/Saml/Operation/Mapping.cshtml", form);
    }

    private Task<SamlProvider?> ProviderAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
}
