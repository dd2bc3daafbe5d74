namespace AccountPortal.Export;

/// <summary>An export as programs are told of it.</summary>
public sealed record ExportStatus(
    Guid Id, string State, DateTimeOffset RequestedAt, long RowsDone, long? RowsTotal, DateTimeOffset? ReadyAt, DateTimeOffset? ExpiresAt, long? Size, string? Sha256, DateTimeOffset? FetchedAt)
{
    public static ExportStatus Of(DataExport export, DateTimeOffset now)
    {
        var state = export.StateAt(now);
        return new(
            export.Id, state, export.RequestedAt, export.RowsDone, export.RowsTotal, export.ReadyAt, export.ExpiresAt, export.Size,
            export.Sha256 is { } sum ? Convert.ToHexStringLower(sum) : null, state == ExportState.Fetched ? export.FetchedAt : null);
    }

    /// <summary>Why it cannot be downloaded now; the state is not one in which it can.</summary>
    public string Refusal => State switch
    {
        ExportState.Waiting or ExportState.Running => "Your data is still being prepared.",
        ExportState.Leaving => "Your data is being downloaded elsewhere at this moment. It can be downloaded once.",
        ExportState.Fetched => "Your data was downloaded already, and the copy on our side is deleted. Ask for it again if you need it once more.",
        ExportState.Expired => "Nobody downloaded your data in time, so the copy is deleted. Ask for it again.",
        ExportState.Failed => "Your data could not be prepared. Ask for it again.",
        _ => "Your data was just asked for elsewhere. Try again.",
    };
}
