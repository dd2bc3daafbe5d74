using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AccountPortal.Data;

/// <summary>
/// Prepares the reads that ask for it (<see cref="PreparedQueryable.Prepared{T}"/>), once for each connection of the pool. Not behind a pooler, where the next statement may reach another
/// session of the database.
/// </summary>
internal sealed class PreparedReads : DbCommandInterceptor
{
    public const string Mark = "prepared";

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        // As EF writes a tag, before everything else.
        if (command.CommandText.StartsWith($"-- {Mark}", StringComparison.Ordinal))
        {
            await command.PrepareAsync(cancellationToken);
        }

        return result;
    }
}

internal static class PreparedQueryable
{
    /// <summary>
    /// For a read of a page whose plan would take the database longer than its few rows do. It must be the same text each time, and found by the same index whatever its
    /// parameters are: after a few times the plan is no longer made for them.
    /// </summary>
    public static IQueryable<T> Prepared<T>(this IQueryable<T> query) => query.TagWith(PreparedReads.Mark);
}
