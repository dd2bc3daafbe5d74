using AccountPortal.Activity;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>The company's side: read from its metadata, looked through beside what is saved, and saved; or entered by hand.</summary>
[AdminArea, Route(ProvidersController.Root + "/{slug}/metadata")]
public sealed class TheirsController(PortalDbContext db, MetadataFetch fetch, MetadataReader reader, ProviderChanges changes, IHostEnvironment environment, TimeProvider clock) : Controller
{
    // A document and what else is in the form; pasted text grows on its way.
    private const int MostBytes = 4 * MetadataFetch.MostBytes;
    private const string Moved = "Another administrator changed this meanwhile. Nothing was saved: what you have is kept below, beside what is saved now. Look through it and save again.";

    [HttpGet]
    public Task<IActionResult> Index(string slug, CancellationToken cancellationToken) => PageAsync(slug, null, null, cancellationToken);

    // All of it in memory: what is larger than the usual 64 KB would be laid down in a folder for temporary files.
    [HttpPost("read"), RequireStepUp("read a company's metadata"), RequestSizeLimit(MostBytes)]
    [RequestFormLimits(ValueLengthLimit = MostBytes, MultipartBodyLengthLimit = MostBytes, MemoryBufferThreshold = MostBytes)]
    [ThrottleClient("saml-metadata-fetch", 30, 10)]
    public async Task<IActionResult> Read(string slug, MetadataForm form, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        var signer = string.IsNullOrWhiteSpace(form.Signer) ? null : CertificateText.Read(form.Signer, ModelState, nameof(form.Signer));
        var xml = ModelState.IsValid ? await form.ReadAsync(fetch, ModelState, cancellationToken) : null;
        if (xml is null)
        {
            return await PageAsync(slug, form, null, cancellationToken);
        }

        var outcome = reader.Read(xml, string.IsNullOrWhiteSpace(form.Chosen) ? null : form.Chosen.Trim(), signer);
        if (outcome.Metadata is not { } metadata)
        {
            return await RefuseAsync(slug, form, outcome, xml, cancellationToken);
        }

        var side = TheirSide.Of(metadata, page.Provider) with { MetadataUrl = string.IsNullOrWhiteSpace(form.Url) ? null : form.Url.Trim(), MetadataSigner = signer is [var first, ..] ? first.Encoded : null };
        return View("/Saml/Setup/Preview.cshtml", await PreviewAsync(page, side, metadata, cancellationToken));
    }

    [HttpPost("save"), RequireStepUp("change a company's side of its sign-in", SecondFactor = true)]
    public async Task<IActionResult> Save(string slug, TheirsForm form, CancellationToken cancellationToken)
    {
        var side = form.Read(ModelState, environment.IsDevelopment());
        if (side is null)
        {
            return await PageAsync(slug, null, form, cancellationToken);
        }

        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        if (!change.IsStill(form.Seen, ProviderPart.Theirs, ProviderPart.Certificates))
        {
            await change.DisposeAsync();
            ModelState.AddModelError("", Moved);
            return await AgainAsync(slug, side, cancellationToken);
        }

        if (Put(change, side, form.DropOthers) is { } problem)
        {
            await change.DisposeAsync();
            ModelState.AddModelError(nameof(form.Certificates), problem);
            return await PageAsync(slug, null, form, cancellationToken);
        }

        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, null, cancellationToken);
        return Redirect($"{ProvidersController.Root}/{slug}").WithNotice(Done(change));
    }

    /// <summary>What is read from there no longer changes anything, and what waits is dropped.</summary>
    [HttpPost("stop"), RequireStepUp("stop reading a company's metadata")]
    public async Task<IActionResult> Stop(string slug, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return NotFound();
        }

        (change.Provider.MetadataUrl, change.Provider.MetadataSigner, change.Provider.PendingMetadata, change.Provider.MetadataProblem) = (null, null, null, null);
        await change.SaveAsync(HttpContext, EventKind.ProviderChanged, null, cancellationToken);
        return RedirectToAction(nameof(Index), new { slug }).WithNotice("Their metadata is not read any more. What is saved stays as it is.");
    }

    private string? Put(ProviderChange change, TheirSide side, bool dropsOthers)
    {
        var now = clock.GetUtcNow();
        var provider = change.Provider;
        if (change.Replace(side, dropsOthers, now) is { } problem)
        {
            return problem;
        }

        (provider.PendingMetadata, provider.MetadataProblem) = (null, null);
        (provider.MetadataReadAt, provider.MetadataTriedAt) = side.MetadataUrl is null ? (default(DateTimeOffset?), default(DateTimeOffset?)) : (now, now);
        return null;
    }

    private static string Done(ProviderChange change) => change.Provider.TestedVersion is { } tested && tested != change.Provider.Version
        ? "Saved. The test that passed was of what was before: try it again."
        : "Saved.";

    private async Task<MetadataPreview> PreviewAsync(ProviderPage page, TheirSide side, ProviderMetadata? metadata, CancellationToken cancellationToken)
    {
        var namesake = await db.SamlProviders.Where(row => row.EntityId == side.EntityId && row.Id != page.Provider.Id).Select(row => row.Name).FirstOrDefaultAsync(cancellationToken);
        return MetadataPreview.Of(page, side, metadata, namesake, clock.GetUtcNow());
    }

    private async Task<IActionResult> AgainAsync(string slug, TheirSide side, CancellationToken cancellationToken)
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await ProviderPage.FindAsync(db, slug, cancellationToken) is { } page ? View("/Saml/Setup/Preview.cshtml", await PreviewAsync(page, side, null, cancellationToken)) : NotFound();
    }

    private async Task<IActionResult> RefuseAsync(string slug, MetadataForm form, MetadataOutcome outcome, byte[] xml, CancellationToken cancellationToken)
    {
        if (outcome.EntityIds.Count > 1 && string.IsNullOrWhiteSpace(form.Chosen))
        {
            ModelState.AddModelError(nameof(form.Chosen), $"There are {outcome.EntityIds.Count} identity providers in it. Choose the company's.");
            return await PageAsync(slug, form, null, cancellationToken, outcome.EntityIds, form.File is null ? null : System.Text.Encoding.UTF8.GetString(xml));
        }

        ModelState.AddModelError(FieldOf(form), MetadataWords.Of(outcome));
        return await PageAsync(slug, form, null, cancellationToken);
    }

    private static string FieldOf(MetadataForm form) => form.File is not null ? nameof(form.File) : string.IsNullOrWhiteSpace(form.Url) ? nameof(form.Xml) : nameof(form.Url);

    private async Task<IActionResult> PageAsync(
        string slug, MetadataForm? typed, TheirsForm? byHand, CancellationToken cancellationToken, IReadOnlyList<string>? choices = null, string? uploaded = null)
    {
        if (await ProviderPage.FindAsync(db, slug, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return View("/Saml/Setup/Theirs.cshtml", new TheirsPage(page)
        {
            Metadata = typed ?? new() { Url = page.Provider.MetadataUrl, Signer = page.Provider.MetadataSigner is { } signer ? TheirSide.Pem([signer]) : null },
            ByHand = byHand ?? TheirsForm.Of(page.Provider, page.Certificates, page.Seen(ProviderPart.Theirs, ProviderPart.Certificates)),
            IsByHand = byHand is not null,
            Choices = choices ?? [],
            Uploaded = uploaded,
            Pending = await PendingAsync(page, cancellationToken),
        });
    }

    private async Task<MetadataPreview?> PendingAsync(ProviderPage page, CancellationToken cancellationToken) =>
        page.Provider.PendingMetadata is { } xml && HeldMetadata.Read(reader, page.Provider, xml) is { } metadata
            ? await PreviewAsync(page, HeldMetadata.Side(metadata, page.Provider), metadata, cancellationToken)
            : null;
}
