using AccountPortal.PersonalData;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.Export;

/// <summary>What "Your data" shows: the newest export, if there is one, and what is in one.</summary>
public sealed record ExportPage(ExportStatus? Export, IReadOnlyList<string> Contents, TimeSpan Lifetime)
{
    public bool IsBeingMade => Export?.State is ExportState.Waiting or ExportState.Running;

    /// <summary>Something goes on that the page is to show by itself.</summary>
    public bool IsMoving => IsBeingMade || Export?.State == ExportState.Leaving;
}

/// <summary>Taking one's data along. It is the person's own, so an unproven address is no hindrance, and whoever is about to leave needs it most.</summary>
[AllowUnverified, AllowDuringDeletion, Route(Path)]
public sealed class ExportController(ExportRequests requests, ExportDownload download, DataCatalogue catalogue, IOptions<ExportSettings> settings, TimeProvider clock) : Controller
{
    public const string Path = "/account/export";

    /// <summary>What the confirmations are for.</summary>
    public const string AskPurpose = "export your data";
    public const string FetchPurpose = "download your data";

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("/Export/Index.cshtml", Page(await requests.LatestAsync(User.AccountId(), cancellationToken)));

    [HttpPost, RequireStepUp(AskPurpose, SecondFactor = true)]
    public async Task<IActionResult> Prepare(CancellationToken cancellationToken)
    {
        var result = await requests.RequestAsync(HttpContext, cancellationToken);
        return result.Outcome switch
        {
            ExportRequestOutcome.Throttled => new TooManyTriesResult(result.Wait),
            ExportRequestOutcome.AlreadyThere => RedirectToAction(nameof(Index)).WithNotice("There is one already: here it is.", NoticeKind.Warn),
            _ => RedirectToAction(nameof(Index)),
        };
    }

    /// <summary>404 for somebody else's, 409 for one that is not there to be downloaded now.</summary>
    [HttpPost("{id:guid}/download"), RequireStepUp(FetchPurpose, SecondFactor = true)]
    public async Task<IActionResult> Download(Guid id, CancellationToken cancellationToken)
    {
        var claim = await download.ClaimAsync(User.AccountId(), id, cancellationToken);
        if (claim.Archive is { } archive)
        {
            return new ArchiveResult(archive);
        }

        if (claim.Export is not { } export)
        {
            return NotFound();
        }

        ModelState.AddModelError("", ExportStatus.Of(export, clock.GetUtcNow()).Refusal);
        Response.StatusCode = StatusCodes.Status409Conflict;
        return await Index(cancellationToken);
    }

    private ExportPage Page(DataExport? latest) => new(
        latest is null ? null : ExportStatus.Of(latest, clock.GetUtcNow()),
        [.. ExportedFeature.In(catalogue).Select(feature => feature.Title)],
        settings.Value.Lifetime);
}
