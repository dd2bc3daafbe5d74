using System.Text.Json;
using AccountPortal.Demo;
using AccountPortal.Mail;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Export;

/// <summary>A year of somebody's data, exported and compared with the database value by value.</summary>
public class DemoExportTests
{
    // What an owner sees of events is tested by itself; here it is told by another way: in SQL.
    private const string ByAdministrator = "(outcome <> 'refused' and (kind like 'admin-%' or (actor_id is not null and actor_id <> account_id and kind not in ('session-moved'))))";

    [Fact]
    public async Task Everything_in_the_database_is_in_the_archive_and_nothing_else()
    {
        // Nothing happens by itself between the look at the database and the archive's.
        await using var app = await PortalApp.StartAsync(services: services =>
        {
            ExportPortal.WithoutRounds(services);
            services.Remove(services.Single(service => service.ImplementationType == typeof(MailDispatcher)));
        });
        var owner = (await app.With((IServiceProvider services) => ActivatorUtilities.CreateInstance<DemoPortal>(services).MakeAsync(again: false, default))).Everyday!;
        var account = await app.SqlAsync<Guid>("select id from users where email = $1", owner.Email);
        var browser = await app.SignInAsync(new Person(account, owner.Email, owner.Password));
        var id = await browser.AskAsync();
        await AddWhatTheDemoLacksAsync(app, account);
        var catalogue = app.Services.GetRequiredService<DataCatalogue>();
        var tables = catalogue.Tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal && Exported(table).Any()).ToList();
        var expected = new Dictionary<string, JsonElement>();
        foreach (var table in tables)
        {
            expected[table.Name] = await RowsAsync(app, catalogue, table, account);
        }

        var withheld = await WithheldAsync(app, catalogue, account);
        Assert.True(await app.MakeNextAsync());
        // The passkey would be asked for.
        await app.SqlAsync<Guid>("with passkey as (delete from user_passkeys where user_id = $1), totp as (delete from totp_factors where user_id = $1) select $1", account);
        var archive = await browser.ReadAsync(id);
        foreach (var table in tables)
        {
            Compare(table, expected[table.Name], archive.Rows(table.Feature, table.Name));
            Assert.Empty(archive.Misfits(table.Feature));
        }

        Assert.Equal(expected.Values.Sum(rows => rows.GetArrayLength()), (await app.RowAsync(id)).RowsTotal);
        Assert.True(expected["security_events"].GetArrayLength() > 500);
        Assert.True(expected.Values.Count(rows => rows.GetArrayLength() > 0) >= 15, string.Join(", ", expected.Where(rows => rows.Value.GetArrayLength() == 0).Select(rows => rows.Key)));
        var everything = archive.Everything;
        Assert.All(withheld, value => Assert.False(everything.Contains(value.Form, StringComparison.OrdinalIgnoreCase), $"{value.Column} is in the archive: {value.Form}"));
    }

    // Rows of the tables that the demo's story does not touch.
    private static Task<Guid> AddWhatTheDemoLacksAsync(PortalApp app, Guid account) => app.SqlAsync<Guid>(
        """
        with passkey as (insert into user_passkeys (credential_id, user_id, data) values ('\x0102fffe', $1, '{"Name": "Key", "CreatedAt": "2026-01-01T00:00:00+00:00", "Transports": ["usb"], "PublicKey": "cHVibGljLWtleQ=="}')),
          totp as (insert into totp_factors (user_id, created_at, protected_key, last_step) values ($1, now(), '\x00746f74702d6b6579', 7)),
          code as (insert into recovery_codes (id, user_id, created_at, code_hash) values (gen_random_uuid(), $1, now(), sha256('a code'))),
          token as (insert into email_verifications (id, user_id, email, purpose, token_hash, created_at, expires_at) values (gen_random_uuid(), $1, 'new@example.com', 'change-email', sha256('a token'), now(), now())),
          claim as (insert into user_claims (user_id, claim_type, claim_value) values ($1, 'colour', 'green')),
          login as (insert into user_logins (login_provider, provider_key, user_id) values ('elsewhere', 'key', $1)),
          secret as (insert into user_tokens (user_id, login_provider, name, value) values ($1, 'elsewhere', 'token', 'a-secret-of-identity')),
          notice as (insert into account_notices (user_id, kind, sent_at) values ($1, 'inactive', now())),
          form as (insert into kept_forms (id, session_id, user_id, created_at, expires_at, content) select gen_random_uuid(), id, $1, now(), now(), '\x6b65707420666f726d' from device_sessions where user_id = $1 limit 1)
        update users set lock_reason = 'an-administrators-note' where id = $1 returning id
        """,
        account);

    private static IEnumerable<DeclaredColumn> Exported(DataTable table) => table.Declared.Columns.Where(column => column.Withheld is null || column.Parts is not null);

    /// <summary>The rows as PostgreSQL itself writes them as JSON, in the order of their keys.</summary>
    private static async Task<JsonElement> RowsAsync(PortalApp app, DataCatalogue catalogue, DataTable table, Guid account)
    {
        var rowsOf = catalogue.RowsOf(table).Replace("@account", "$1", StringComparison.Ordinal);
        var extra = table.Name == "security_events" ? $", {ByAdministrator} as by_administrator" : "";
        return JsonDocument.Parse(await app.SqlAsync<string>(
            $"select coalesce(json_agg(row order by {string.Join(", ", table.KeyColumns)}), '[]')::text from (select *{extra} from {table.Name} where {rowsOf}) row", account)).RootElement;
    }

    private static void Compare(DataTable table, JsonElement expected, JsonElement actual)
    {
        Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{table.Name}: {actual.GetArrayLength()} rows for {expected.GetArrayLength()}");
        var columns = Exported(table).Select(column => (Column: column, Name: table.ColumnOf(column.Member))).ToList();
        foreach (var (row, there) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
        {
            Assert.Equal(columns.Select(column => column.Name), there.EnumerateObject().Select(value => value.Name));
            foreach (var (column, name) in columns)
            {
                var (database, archive) = (Told(table, row, name, column), there.GetProperty(name));
                Assert.True(Equals(database, archive), $"{table.Name}.{name}: {archive.GetRawText()} for {database.GetRawText()}");
            }
        }
    }

    // What the owner is told of a value: all, but for what is about an administrator.
    private static JsonElement Told(DataTable table, JsonElement row, string name, DeclaredColumn column)
    {
        var value = row.GetProperty(name);
        if (column.Parts is { } parts)
        {
            return JsonSerializer.SerializeToElement(value.EnumerateObject().Where(part => parts.Contains(part.Name)).ToDictionary(part => part.Name, part => part.Value));
        }

        var isHidden = (table.Name, name) switch
        {
            ("security_events", "ip" or "device_name" or "country" or "city" or "network") => row.GetProperty("by_administrator").GetBoolean(),
            ("security_events", "session_id") => row.GetProperty("by_administrator").GetBoolean() || (row.GetProperty("actor_id") is { ValueKind: JsonValueKind.String } actor && actor.GetString() != row.GetProperty("account_id").GetString()),
            ("ended_sessions", "ended_from") => row.GetProperty("reason").GetString() is "administrator" or "account-locked" or "role-changed",
            _ => false,
        };
        return isHidden ? JsonSerializer.SerializeToElement<string?>(null)
            : (table.Name, name) == ("data_exports", "state") ? JsonSerializer.SerializeToElement("running")
            : (table.Name, name) == ("security_events", "details") && row.GetProperty("by_administrator").GetBoolean()
                ? JsonSerializer.SerializeToElement(value.EnumerateObject().Where(fact => fact.Name != "reason").ToDictionary(fact => fact.Name, fact => fact.Value))
                : value;
    }

    private static bool Equals(JsonElement database, JsonElement archive) => database.ValueKind != JsonValueKind.String || archive.ValueKind != JsonValueKind.String
        ? JsonElement.DeepEquals(database, archive)
        : database.GetString() == archive.GetString()
            || (database.GetString()!.StartsWith("\\x", StringComparison.Ordinal)
                ? Convert.FromHexString(database.GetString()![2..]).AsSpan().SequenceEqual(System.Buffers.Text.Base64Url.DecodeFromChars(archive.GetString()))
                : archive.GetString()!.EndsWith('Z') && database.TryGetDateTimeOffset(out var instant) && archive.TryGetDateTimeOffset(out var there) && instant == there);

    /// <summary>The values of all withheld columns, in whatever form bytes may be written, and all that says who else there is.</summary>
    private static async Task<List<(string Column, string Form)>> WithheldAsync(PortalApp app, DataCatalogue catalogue, Guid account)
    {
        List<(string Column, string Form)> withheld = [];
        foreach (var table in catalogue.Tables.Where(table => table.Declared.Erasure != RowErasure.NotPersonal && table.Name is not "data_export_parts"))
        {
            foreach (var column in table.Declared.Columns.Where(column => column.Withheld is not null && column.Parts is null).Select(column => table.ColumnOf(column.Member)))
            {
                foreach (var value in await ValuesAsync(app, catalogue, table, column, account))
                {
                    withheld.AddRange(Forms(value).Select(form => ($"{table.Name}.{column}", form)));
                }
            }
        }

        string[] secrets = ["users.password_hash", "users.security_stamp", "users.lock_reason", "device_sessions.key_hash", "device_sessions.ticket", "totp_factors.protected_key", "recovery_codes.code_hash", "email_verifications.token_hash", "user_tokens.value", "kept_forms.content"];
        Assert.Empty(secrets.Except(withheld.Select(value => value.Column)));
        var others = await app.Db(db => db.Users.Where(other => other.Id != account).Select(other => new { other.Id, other.Email }).ToListAsync());
        Assert.True(others.Count > 20);
        return [.. withheld, .. others.SelectMany(other => new[] { ("another account's id", other.Id.ToString()), ("another account's address", other.Email!) }), ("the public key of a passkey", "cHVibGljLWtleQ")];
    }

    // Secrets and what is about others. That the person is the person, how often something was tried, and other spellings of the address are no secrets.
    private static async Task<string[]> ValuesAsync(PortalApp app, DataCatalogue catalogue, DataTable table, string column, Guid account)
    {
        var rowsOf = catalogue.RowsOf(table).Replace("@account", "$1", StringComparison.Ordinal);
        var values = await app.SqlAsync<string[]>($"select coalesce(array_agg(distinct {column}::text), '{{}}') from {table.Name} where {rowsOf} and {column} is not null and length({column}::text) >= 6", account);
        var exported = await app.SqlAsync<string>("select id || ' ' || email || ' ' || user_name from users where id = $1", account);
        return [.. values.Where(value => !exported.Contains(value, StringComparison.OrdinalIgnoreCase) && !DateTimeOffset.TryParse(value, out _) && !(column is "id" or "session_id" or "actor_id"))];
    }

    private static IEnumerable<string> Forms(string value)
    {
        if (!value.StartsWith("\\x", StringComparison.Ordinal))
        {
            return [value];
        }

        var bytes = Convert.FromHexString(value[2..]);
        return [value[2..], Convert.ToBase64String(bytes).TrimEnd('='), System.Buffers.Text.Base64Url.EncodeToString(bytes)];
    }
}
