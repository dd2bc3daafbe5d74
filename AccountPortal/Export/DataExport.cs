using AccountPortal.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AccountPortal.Export;

/// <summary>One archive of all that the portal knows about a person: asked for, made in the background, fetched once, gone after a while.</summary>
public sealed class DataExport
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>See <see cref="ExportState"/>.</summary>
    public required string State { get; set; }

    /// <summary>How many rows are in the archive so far, of <see cref="RowsTotal"/>.</summary>
    public long RowsDone { get; set; }

    public long? RowsTotal { get; set; }

    /// <summary>Until when the node that makes it is left alone; after that another starts anew.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed: the kind of failure, never data.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>When the archive goes, fetched or not.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>How long the archive is, in bytes.</summary>
    public long? Size { get; set; }

    /// <summary>SHA-256 of the archive.</summary>
    public byte[]? Sha256 { get; set; }

    /// <summary>When its one download began; the lease keeps a second one out until it is through, or broke off.</summary>
    public DateTimeOffset? FetchedAt { get; set; }

    /// <summary>The state as it counts at that instant: what is over is over before anybody cleans up, and a download whose node died has given the archive back.</summary>
    public string StateAt(DateTimeOffset now) => State switch
    {
        ExportState.Leaving when LeaseUntil > now => ExportState.Leaving,
        ExportState.Ready or ExportState.Leaving => ExpiresAt <= now ? ExportState.Expired : ExportState.Ready,
        _ => State,
    };

    /// <summary>Whether it is on its way or there to be fetched: as long as it is, no other is made.</summary>
    public bool IsOpen(DateTimeOffset now) => StateAt(now) is ExportState.Waiting or ExportState.Running or ExportState.Ready or ExportState.Leaving;
}

/// <summary>How far an export is; the text is what <c>data_exports.state</c> holds.</summary>
public static class ExportState
{
    public const string Waiting = "waiting";
    public const string Running = "running";
    public const string Ready = "ready";

    /// <summary>It is being downloaded.</summary>
    public const string Leaving = "leaving";

    /// <summary>It was downloaded: the archive is gone.</summary>
    public const string Fetched = "fetched";

    /// <summary>It could not be made.</summary>
    public const string Failed = "failed";

    /// <summary>Nobody fetched it in time: the archive is gone.</summary>
    public const string Expired = "expired";
}

/// <summary>A piece of an archive, encrypted. The nodes share no disk, so it is kept in the database, in pieces that are read and written one at a time.</summary>
public sealed class DataExportPart
{
    public required Guid ExportId { get; init; }

    /// <summary>From 0.</summary>
    public required int Number { get; init; }

    public required byte[] ProtectedContent { get; init; }
}

internal sealed class DataExportConfiguration : IEntityTypeConfiguration<DataExport>
{
    public void Configure(EntityTypeBuilder<DataExport> builder)
    {
        builder.ToTable("data_exports");
        builder.HasIndex(export => new { export.UserId, export.RequestedAt });
        builder.HasIndex(export => export.RequestedAt).HasFilter("state in ('waiting', 'running')");
        builder.HasIndex(export => export.ExpiresAt);
        builder.HasIndex(export => new { export.State, export.RequestedAt });
        builder.HasOne<Account>().WithMany().HasForeignKey(export => export.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DataExportPartConfiguration : IEntityTypeConfiguration<DataExportPart>
{
    public void Configure(EntityTypeBuilder<DataExportPart> builder)
    {
        builder.ToTable("data_export_parts");
        builder.HasKey(part => new { part.ExportId, part.Number });
        builder.HasOne<DataExport>().WithMany().HasForeignKey(part => part.ExportId).OnDelete(DeleteBehavior.Cascade);
    }
}
