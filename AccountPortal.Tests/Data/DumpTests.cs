using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Tests.TwoFactor;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>Who has a copy of the whole database has no key, no link, no second factor and no password (P1); nor has who reads the log.</summary>
public class DumpTests
{
    [Fact]
    public async Task ASVS_6_5_2_No_table_holds_a_key_a_token_or_a_password()
    {
        await using var app = await PortalApp.StartAsync(new()
        {
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Debug",
            ["Logging:LogLevel:Npgsql"] = "Debug",
        });
        var (person, browser) = (People.New(), app.NewBrowser());
        await browser.PostJsonAsync("/signup", new { email = person.Email, password = person.Password });
        var link = await app.Mail.LastLinkAsync(person.Email, "/verify-email");
        await browser.GoAsync(link);
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        await browser.GoAsync("/account/two-factor/set-up");
        var authenticator = Authenticator.Scan(app, browser.Page);
        await browser.SubmitAsync("/account/two-factor/set-up", new { code = authenticator.Code() });
        var codes = browser.ShownCodes();
        Assert.Equal(10, codes.Length);
        var (token, cookie) = (link.Split("token=")[1], browser.SessionCookie!);
        var key = cookie.Split('.')[0];
        var dump = await ValuesAsync(app);
        // The walker sees what is there, text and bytes: the address, the hash of the key.
        Assert.Contains(dump, value => value.Column == "users.email" && Encoding.UTF8.GetString(value.Bytes) == person.Email);
        Assert.Contains(dump, value => value.Column == "device_sessions.key_hash" && value.Bytes.SequenceEqual(SHA256.HashData(Base64Url.DecodeFromChars(key))));
        string[] secrets = [key, token, cookie, cookie.Split('.')[1], person.Password, authenticator.Base32, .. codes, .. codes.Select(code => code.Replace("-", "", StringComparison.Ordinal))];
        byte[][] forms = [.. secrets.Select(Encoding.UTF8.GetBytes), Base64Url.DecodeFromChars(key), Base64Url.DecodeFromChars(token), authenticator.Key];
        Assert.All(dump, value => Assert.All(forms, secret =>
            Assert.True(value.Bytes.AsSpan().IndexOf(secret) < 0, $"{value.Column} holds a secret.")));
        Assert.All(app.Logs.Lines, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line.Text, StringComparison.Ordinal)));
    }

    /// <summary>Every value of every column that can hold text or bytes, whatever its type.</summary>
    private static async Task<IReadOnlyList<(string Column, byte[] Bytes)>> ValuesAsync(PortalApp app)
    {
        var columns = new List<(string Table, string Column)>();
        await using (var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        var values = new List<(string, byte[])>();
        foreach (var (table, column) in columns)
        {
            await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
                $"""select case when pg_typeof("{column}") = 'bytea'::regtype then "{column}"::text::bytea else convert_to("{column}"::text, 'UTF8') end from "{table}" where "{column}" is not null""");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                values.Add(($"{table}.{column}", reader.GetFieldValue<byte[]>(0)));
            }
        }

        return values;
    }
}
