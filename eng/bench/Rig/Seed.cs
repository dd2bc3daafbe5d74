using System.Net;
using System.Security.Claims;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Data.Keys;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authentication;
using Npgsql;
using NpgsqlTypes;

namespace AccountPortal.Bench;

/// <summary>
/// Accounts with live sessions, sealed and tagged as the portal does it, without as many sign-ins. Their addresses are NAME0@example.com and so on, their
/// password is <see cref="SignIns.Password"/>.
/// </summary>
internal static class Seed
{
    private const string Columns =
        "id, key_hash, user_id, created_at, last_active_at, remembered, stepped_up_at, auth_methods, ip, user_agent, browser, os, device_type, device_name, ticket";

    private static readonly string[] Methods = ["password"];

    public static async Task RunAsync(NpgsqlDataSource database, string connectionString, string name, int sessions, int accounts, string file)
    {
        var owners = await AddAccountsAsync(database, name, accounts);
        await using var services = Portal(connectionString);
        var seal = services.GetRequiredService<TicketSeal>();
        var keys = new TaggedKeys(services.GetRequiredService<PortalSecrets>(), PortalSecrets.CookieTag);
        await using var connection = await database.OpenConnectionAsync();
        await using var writer = await connection.BeginBinaryImportAsync($"copy device_sessions ({Columns}) from stdin (format binary)");
        await using var lines = new StreamWriter(file);
        for (var i = 0; i < sessions; i++)
        {
            var (id, owner, key, now) = (Guid.CreateVersion7(), owners[i % owners.Length], CookieKey.Create(), TimeProvider.System.GetUtcNow());
            await writer.StartRowAsync();
            await writer.WriteAsync(id);
            await writer.WriteAsync(key.Hash);
            await writer.WriteAsync(owner);
            await writer.WriteAsync(now, NpgsqlDbType.TimestampTz);
            await writer.WriteAsync(now, NpgsqlDbType.TimestampTz);
            await writer.WriteAsync(true);
            await writer.WriteAsync(now, NpgsqlDbType.TimestampTz);
            await writer.WriteAsync(Methods);
            await writer.WriteAsync(IPAddress.Loopback, NpgsqlDbType.Inet);
            await writer.WriteAsync("Mozilla/5.0 (X11; Linux x86_64) Chrome/144.0.0.0 Safari/537.36");
            await writer.WriteAsync("Chrome");
            await writer.WriteAsync("Linux");
            await writer.WriteAsync("desktop");
            await writer.WriteAsync("Chrome on Linux");
            await writer.WriteAsync(seal.Seal(id, owner, key.Hash, Ticket(owner)));
            await lines.WriteLineAsync($"{id} __Host-portal-session={keys.Format(key)}");
        }

        await writer.CompleteAsync();
    }

    private static async Task<Guid[]> AddAccountsAsync(NpgsqlDataSource database, string name, int count)
    {
        await using var command = database.CreateCommand(
            """
            insert into users (id, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, security_stamp, two_factor_enabled,
              lockout_enabled, access_failed_count, password_hash)
            select gen_random_uuid(), now(), address, upper(address), address, upper(address), true, md5(address), false, false, 0, $3
            from (select $1 || number || '@example.com' as address from generate_series(0, $2 - 1) as number) as addresses returning id
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new() { Value = SignIns.HashedPassword() });
        List<Guid> ids = [];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return [.. ids];
    }

    private static ServiceProvider Portal(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddAccounts().AddData(connectionString, Environment.GetEnvironmentVariable("DataProtection__KeyEncryption"));
        services.AddSingleton<TicketSeal>();
        return services.BuildServiceProvider();
    }

    private static AuthenticationTicket Ticket(Guid owner)
    {
        Claim[] claims = [new(ClaimTypes.NameIdentifier, owner.ToString()), new(PortalClaims.Method, "password")];
        return new(new ClaimsPrincipal(new ClaimsIdentity(claims, SessionCookie.Scheme)), new AuthenticationProperties { IsPersistent = true }, SessionCookie.Scheme);
    }
}
