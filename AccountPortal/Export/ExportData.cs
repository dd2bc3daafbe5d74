using AccountPortal.PersonalData;

namespace AccountPortal.Export;

internal sealed class ExportData : IPersonalData
{
    public string Name => "exports";

    public string Title => "Your exports";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<DataExport>("Exports that you asked for", export => export.UserId)
            .Exports(
                export => export.Id, export => export.RequestedAt, export => export.State, export => export.ReadyAt, export => export.ExpiresAt, export => export.Size,
                export => export.FetchedAt)
            .Withholds("It is you.", export => export.UserId)
            .Withholds("How the work goes.", export => export.RowsDone, export => export.RowsTotal, export => export.LeaseUntil, export => export.Attempts, export => export.LastError)
            .Withholds("No archive can hold the checksum of itself.", export => export.Sha256);
        declare.OwnedThrough<DataExportPart, DataExport>("The archives", part => part.ExportId)
            .Withholds("It is this very archive, or one like it.", part => part.ExportId, part => part.Number, part => part.ProtectedContent);
    }
}
