using AccountPortal.ApiDocument;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Export;

/// <summary>The same for programs: ask, look until it is ready, fetch.</summary>
[JsonApi, AllowUnverified, AllowDuringDeletion, Route("/me/export")]
public sealed class ExportApiController(ExportRequests requests, ExportDownload download, TimeProvider clock) : ControllerBase
{
    /// <summary>The newest export; 404 where none was ever asked for.</summary>
    [HttpGet, Answers(200, "How far it is.", typeof(ExportStatus)), Refuses(404, "Nobody asked for one yet.")]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        await requests.LatestAsync(User.AccountId(), cancellationToken) is { } export
            ? Ok(Status(export))
            : Problem(statusCode: StatusCodes.Status404NotFound, title: "Nobody has asked for your data yet.", detail: "POST /me/export asks for it.");

    /// <summary>202 with the export that is made now; 409 with the one that is there already.</summary>
    [HttpPost, RequireStepUp(ExportController.AskPurpose, SecondFactor = true), Answers(202, "It is being made.", typeof(ExportStatus))]
    [Refuses(409, "There is one already.", Problems.ExportExists), Refuses(429, "Asked too often.")]
    public async Task<IActionResult> Post(CancellationToken cancellationToken)
    {
        var result = await requests.RequestAsync(HttpContext, cancellationToken);
        return result.Outcome switch
        {
            ExportRequestOutcome.Throttled => new TooManyTriesResult(result.Wait),
            ExportRequestOutcome.AlreadyThere => Conflict(result.Export!, Problems.ExportExists, "There is one already.", "GET /me/export tells how far it is. Another can be asked for once it was fetched or is over."),
            _ => Accepted("/me/export", Status(result.Export!)),
        };
    }

    /// <summary>The ZIP, once; 404 for somebody else's, 409 for one that is not there to be fetched now.</summary>
    [HttpPost("{id}/archive"), RequireStepUp(ExportController.FetchPurpose, SecondFactor = true), Answers(200, "The archive, once.", ContentType = "application/zip")]
    [Refuses(404, "It is unknown, or somebody else's."), Refuses(409, "It cannot be fetched now.", Problems.ExportNotReady)]
    public async Task<IActionResult> Archive(string id, CancellationToken cancellationToken)
    {
        var claim = Guid.TryParse(id, out var exportId) ? await download.ClaimAsync(User.AccountId(), exportId, cancellationToken) : new(null, null);
        return claim switch
        {
            { Archive: { } archive } => new ArchiveResult(archive),
            { Export: { } export } => Conflict(export, Problems.ExportNotReady, "It cannot be fetched now.", Status(export).Refusal),
            _ => Problem(statusCode: StatusCodes.Status404NotFound, title: "There is no such export."),
        };
    }

    private ObjectResult Conflict(DataExport export, string type, string title, string detail) => Problem(
        statusCode: StatusCodes.Status409Conflict, type: Problems.TypeOf(HttpContext, type), title: title, detail: detail, extensions: new Dictionary<string, object?> { ["export"] = Status(export) });

    private ExportStatus Status(DataExport export) => ExportStatus.Of(export, clock.GetUtcNow());
}
