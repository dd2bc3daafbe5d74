using Npgsql;
using EventId = AccountPortal.Activity.EventId;

namespace AccountPortal.Retention;

/// <summary>
/// Removes rows of one table that have grown old, or empties some of their columns. It walks along an index of the column <paramref name="by"/> and goes
/// on where the portion before ended: what was deleted stays in an index for a while, and none is to be stepped over again. Rows that a request
/// holds are left for the next round.
/// </summary>
/// <param name="table">The table; in conditions it is <c>t</c>.</param>
/// <param name="by">Its instant, or its id where that is a UUIDv7 and so ordered by time.</param>
/// <param name="keptFor">How long a row is left alone.</param>
public sealed class TableStep(string table, string by, TimeSpan keptFor) : RetentionStep
{
    /// <summary>The instant of the row, where the step walks along its id.</summary>
    public string? At { get; init; }

    /// <summary>Which rows the step is about. No index needs to know it, but few rows should be passed over for it.</summary>
    public string? Where { get; init; }

    /// <summary>What has to be so as well before a row goes; <c>@until</c> is the newest instant that is old enough, <c>@now</c> what it says.</summary>
    public string? And { get; init; }

    /// <summary>Which old rows stay. It is asked for each row of a portion alone, and may look elsewhere.</summary>
    public string? Spares { get; init; }

    /// <summary>Of which rows the oldest is told, where that are not all that the step is about.</summary>
    public string? Oldest { get; init; }

    /// <summary>What is set in the rows instead of deleting them; afterwards <see cref="Where"/> must no longer be so.</summary>
    public string? Sets { get; init; }

    /// <summary>The column with the account whose sign-ins lock it before they use the row: none meets a row that goes at that moment.</summary>
    public string? Owner { get; init; }

    /// <summary>The statement of a portion, with the parameters <c>@until</c>, <c>@size</c> and, but for the first one, <c>@after</c>.</summary>
    internal string Statement(bool isFirst)
    {
        // By place in the table: no join that the planner could turn into a walk through all of it.
        var rows = $"t where t.ctid = any (array(select place_in_table from portion)){(Spares is null ? "" : $" and not ({Spares})")}";
        return $"""
            with portion as materialized (
              select t.ctid as place_in_table, t.{by} as place from {table} t{(Owner is null ? "" : $" join users owner on owner.id = t.{Owner}")}
              where {(At is null ? $"t.{by} <= @until" : $"t.{by} < @end and t.{At} <= @until")}{(isFirst ? "" : $" and t.{by} {(At is null ? ">=" : ">")} @after")}
                {Condition(Where)} {Condition(And)}
              order by t.{by} limit @size for update of t skip locked{(Owner is null ? "" : " for no key update of owner skip locked")}),
              changed as ({(Sets is null ? $"delete from {table} {rows}" : $"update {table} {rows.Insert(1, $" set {Sets}")}")} returning 1)
            select (select count(*)::int from changed), (select count(*)::int from portion), (select place from portion order by place desc limit 1)
            """;
    }

    public override async Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand(Statement(after is null));
        var until = services.GetRequiredService<TimeProvider>().GetUtcNow() - keptFor;
        command.Parameters.AddWithValue("until", until);
        command.Parameters.AddWithValue("size", PortionSize);
        if (And?.Contains("@now", StringComparison.Ordinal) == true)
        {
            command.Parameters.AddWithValue("now", until + keptFor);
        }

        if (At is not null)
        {
            command.Parameters.AddWithValue("end", EventId.FirstAt(until.AddMilliseconds(1)));
        }

        if (after is not null)
        {
            command.Parameters.AddWithValue("after", after);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (changed, seen, last) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetValue(2));
        var hasMore = seen == PortionSize && (changed > 0 || !Equals(last, after));
        return new RetentionPortion(changed, hasMore ? last : null);
    }

    public override async Task<DateTimeOffset?> OldestAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand($"select t.{At ?? by} from {table} t where t.{by} is not null {Condition(Where)} {Condition(Oldest)} order by t.{by} limit 1");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
    }

    private static string Condition(string? condition) => condition is null ? "" : $"and ({condition})";
}
