using System.Text.Json;
using AccountPortal.Tests.Chaos;
using AccountPortal.Tests.Settings;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Telemetry;

/// <summary>What the portal logs in production: no address, password, key, token of anybody.</summary>
public class LogTests
{
    [Fact]
    public async Task No_line_of_production_names_anybody_or_holds_a_secret()
    {
        // What is logged before the last sieve: no line counts on it.
        await using var app = await PortalApp.StartAsync(environment: "Production");
        var walk = new ProductionWalk(app);
        await walk.GoAsync();
        Assert.True(walk.Secrets.Count > 20);
        Assert.Contains(app.Logs.Lines, line => line.Text.Contains("was refused", StringComparison.Ordinal));
        Assert.All(app.Logs.Lines, line => walk.AssertNowhereIn(line.Text, $"A line of {line.Category}"));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Production_writes_json_a_line_each_and_development_writes_for_people()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        var json = await FirstLinesAsync("Production", new() { ["ConnectionStrings:Portal"] = database.ConnectionString, ["PublicUrl"] = "https://portal.example", ["DataProtection:KeyEncryption"] = KeyFiles.Shared, ["Mail:From"] = "portal@portal.example", ["Mail:Smtp:Host"] = "127.0.0.1" });
        Assert.NotEmpty(json);
        Assert.All(json, line =>
        {
            using var parsed = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.String, parsed.RootElement.GetProperty("Message").ValueKind);
        });
        Assert.Contains(json, line => line.Contains("The portal runs at https://portal.example", StringComparison.Ordinal));
        var plain = await FirstLinesAsync("Development", new() { ["ConnectionStrings:Portal"] = database.ConnectionString, ["DataProtection:KeyEncryption"] = KeyFiles.Shared, ["TZDIR"] = KeyFiles.NewPath("no-zones") });
        // That one has no time zones, and says so once.
        Assert.DoesNotContain(json, line => line.Contains("tzdata", StringComparison.Ordinal));
        Assert.Single(plain, line => line.Contains("Install tzdata", StringComparison.Ordinal));
        Assert.Contains(plain, line => line.StartsWith("info: ", StringComparison.Ordinal));
    }

    private static async Task<string[]> FirstLinesAsync(string environment, Dictionary<string, string?> settings)
    {
        var port = PostgresServer.FreePort();
        settings["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        settings["Shutdown:Drain"] = "00:00:00";
        await using var portal = PortalProcess.Start(environment, settings);
        using var http = new HttpClient();
        await Eventually.IsTrueAsync("it answers", async () => portal.HasEnded || await AnswersAsync(http, port), TimeSpan.FromSeconds(90));
        Assert.False(portal.HasEnded, portal.HasEnded ? $"{await portal.EndWithOutputAsync()}" : "");
        await Signals.SendAsync("TERM", $"{portal.Id}");
        var (exitCode, output, _) = await portal.EndWithOutputAsync();
        Assert.Equal(0, exitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    internal static async Task<bool> AnswersAsync(HttpClient http, int port)
    {
        try
        {
            return (await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/serving"))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
