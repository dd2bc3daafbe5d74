using System.Net;
using Npgsql;

namespace AccountPortal.Sessions;

/// <summary>
/// What a session's row and its account say, as far as a request needs it. Of a disabled provider is also what was left when it was turned off, after it was turned
/// on again.
/// </summary>
internal sealed record SessionFacts(
    Guid Id, Guid UserId, bool Remembered, DateTimeOffset CreatedAt, DateTimeOffset LastActiveAt, string DeviceName, byte[] Ticket,
    DateTimeOffset SteppedUpAt, DateTimeOffset? SecondFactorAt, DateTimeOffset? ConfirmSince, IPAddress Ip, string DeviceType,
    string Email, bool EmailVerified, string? TimeZone, bool IsBySaml, DateTimeOffset? EndsAt, bool IsOfDisabledProvider, bool HasTotp, bool IsPendingDeletion, string[] Roles);

/// <summary>
/// Reads a session by its key. While the change feed is down each request comes through here: by Npgsql itself and prepared it costs a third of what it costs
/// through a DbContext. Behind a connection pooler nothing is prepared, for the next statement may meet another server process.
/// </summary>
internal class SessionRows(NpgsqlDataSource dataSource, bool isPooled)
{
    private const string Statement =
        """
        select s.id, s.user_id, s.remembered, s.created_at, s.last_active_at, s.device_name, s.ticket, s.stepped_up_at, s.second_factor_at, s.confirm_since, s.ip,
          s.device_type, u.email, u.email_verified, u.time_zone, s.saml_provider_id is not null, s.ends_at,
          s.saml_provider_id is not null and not exists (
            select from saml_providers p where p.id = s.saml_provider_id and p.disabled_at is null and p.enabled_at <= s.created_at),
          u.two_factor_enabled,
          exists (select from deletion_requests d where d.user_id = u.id),
          array(select r.name from user_roles l join roles r on r.id = l.role_id where l.user_id = u.id)
        from device_sessions s join users u on u.id = s.user_id
        where s.key_hash = $1
        """;

    public virtual async Task<SessionFacts?> FindAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Statement, connection);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = keyHash });
        if (!isPooled)
        {
            // Once for each connection of the pool; after that it is looked up.
            await command.PrepareAsync(cancellationToken);
        }

        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? Read(row) : null;
    }

    private static SessionFacts Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetBoolean(2), Instant(row, 3), Instant(row, 4), row.GetString(5), row.GetFieldValue<byte[]>(6),
        Instant(row, 7), row.IsDBNull(8) ? null : Instant(row, 8), row.IsDBNull(9) ? null : Instant(row, 9), row.GetFieldValue<IPAddress>(10), row.GetString(11),
        row.GetString(12), row.GetBoolean(13), row.IsDBNull(14) ? null : row.GetString(14), row.GetBoolean(15), row.IsDBNull(16) ? null : Instant(row, 16),
        row.GetBoolean(17), row.GetBoolean(18), row.GetBoolean(19), row.GetFieldValue<string[]>(20));

    private static DateTimeOffset Instant(NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);
}
