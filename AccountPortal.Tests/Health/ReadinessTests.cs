using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccountPortal.Health;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Health;

/// <summary>What takes a node away, what is only said, and how little strangers learn of it.</summary>
public sealed class ReadinessTests(ReadinessTests.Portal portal) : IClassFixture<ReadinessTests.Portal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task A_node_that_is_well_says_so_of_each_part_and_nothing_else()
    {
        var answer = await UntilAsync("Healthy");
        Assert.Equal(["database", "feed", "keys", "migrations", "outbox", "serving"], answer.Checks.Keys.Order());
        Assert.All(answer.Checks.Values, state => Assert.Equal("Healthy", state));
    }

    [Fact]
    public async Task Mails_that_nobody_sends_are_said_and_take_no_node_away()
    {
        App.Clock.Stop();
        var id = await App.PostAsync(Posts.NewLetter());
        await DueSinceAsync(id, OutboxReady.Latest);
        Assert.Equal("Healthy", (await NextAsync()).Checks["outbox"]);
        await DueSinceAsync(id, OutboxReady.Latest + TimeSpan.FromMilliseconds(1));
        var answer = await NextAsync();
        Assert.Equal((HttpStatusCode.OK, "Degraded", "Degraded"), (answer.Code, answer.Status, answer.Checks["outbox"]));
        // One that waits for its next try is not late, however old it is; nor is one that was given up.
        await DueSinceAsync(id, -TimeSpan.FromMinutes(1));
        Assert.Equal("Healthy", (await NextAsync()).Checks["outbox"]);
    }

    [Fact]
    public async Task A_schema_that_is_older_takes_the_node_away_and_a_newer_one_does_not()
    {
        await App.SqlAsync<long>("with added as (insert into \"__EFMigrationsHistory\" values ('29991231235959_OfANewerVersion', '99') returning 1) select count(*) from added");
        Assert.Equal("Healthy", (await NextAsync()).Checks["migrations"]);
        var last = await App.SqlAsync<string>("select \"MigrationId\" from \"__EFMigrationsHistory\" where \"MigrationId\" < '2999' order by 1 desc limit 1");
        await App.SqlAsync<long>("with gone as (delete from \"__EFMigrationsHistory\" where \"MigrationId\" = $1 returning 1) select count(*) from gone", last);
        var answer = await NextAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy", "Unhealthy"), (answer.Code, answer.Status, answer.Checks["migrations"]));
        Assert.Equal("Healthy", answer.Checks["database"]);
        await App.SqlAsync<long>("with added as (insert into \"__EFMigrationsHistory\" values ($1, '10') returning 1) select count(*) from added", last);
        await App.SqlAsync<long>("with gone as (delete from \"__EFMigrationsHistory\" where \"MigrationId\" > '2999' returning 1) select count(*) from gone");
        Assert.Equal("Healthy", (await NextAsync()).Checks["migrations"]);
    }

    [Fact]
    public async Task A_key_that_cannot_be_opened_is_said_and_what_the_others_protect_opens()
    {
        await AddDamagedKeyAsync();
        var answer = await NextAsync();
        Assert.Equal((HttpStatusCode.OK, "Degraded"), (answer.Code, answer.Checks["keys"]));
        await RemoveDamagedKeyAsync();
        Assert.Equal("Healthy", (await NextAsync()).Checks["keys"]);
    }

    [Fact]
    public async Task Without_its_feed_a_node_serves_and_says_so()
    {
        await using var node = await PortalApp.StartAsync(new() { ["ConnectionStrings:Feed"] = "Host=127.0.0.1;Port=1;Database=none" });
        var answer = await AskAsync(node);
        Assert.Equal((HttpStatusCode.OK, "Degraded", "Degraded"), (answer.Code, answer.Status, answer.Checks["feed"]));
        await node.SignInAsync(await node.NewPersonAsync());
        // Without a cache there is nothing to hear.
        await using var reading = await PortalApp.StartAsync(new() { ["SessionCache:Size"] = "0" });
        Assert.Equal("Healthy", (await AskAsync(reading)).Checks["feed"]);
    }

    [Fact]
    public async Task However_many_ask_the_database_is_asked_once()
    {
        await NextAsync();
        var before = Asked();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await Race.RunAsync(60, _ => AskAsync(App));
        var seconds = System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds;
        Assert.InRange(Asked() - before, 0, (int)seconds + 1);

        int Asked() => App.Logs.Lines.Count(line => line.Category == "Npgsql.Command" && line.Text.Contains("select 1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_is_logged_once_with_its_reason_and_strangers_are_not_told_it()
    {
        var id = await App.PostAsync(Posts.NewLetter());
        await DueSinceAsync(id, TimeSpan.FromHours(1));
        await NextAsync();
        var answer = await NextAsync();
        Assert.Matches("""^\{"status":"Degraded","checks":\{("[a-z]+":"(Healthy|Degraded|Unhealthy)",?)+\}\}$""", answer.Text);
        var lines = App.Logs.Lines.Where(line => line.Category == typeof(Readiness).FullName && line.Text.Contains("no node sends them", StringComparison.Ordinal)).ToList();
        Assert.Equal(LogLevel.Warning, Assert.Single(lines.TakeLast(1)).Level);
        var count = lines.Count;
        await NextAsync();
        Assert.Equal(count, App.Logs.Lines.Count(line => line.Category == typeof(Readiness).FullName && line.Text.Contains("no node sends them", StringComparison.Ordinal)));
        await App.Db(db => db.OutboxEmails.ExecuteDeleteAsync());
        await UntilAsync("Healthy");
    }

    [Fact]
    public async Task A_second_cause_is_logged_beside_the_first_and_when_it_is_gone_what_is_left()
    {
        await DueSinceAsync(await App.PostAsync(Posts.NewLetter()), TimeSpan.FromHours(1));
        var took = await UntilLoggedAsync("^Readiness is now Degraded. outbox: ", 0);
        await AddDamagedKeyAsync();
        took = await UntilLoggedAsync("^Readiness is now Degraded. keys: .* outbox: ", took);
        await RemoveDamagedKeyAsync();
        took = await UntilLoggedAsync("^Readiness is now Degraded. outbox: ", took);
        await App.Db(db => db.OutboxEmails.ExecuteDeleteAsync());
        await UntilLoggedAsync("^Readiness is now Healthy", took);
    }

    // How many lines there were by then. Asks until the line comes behind those before.
    private async Task<int> UntilLoggedAsync(string pattern, int after)
    {
        var at = -1;
        await Eventually.IsTrueAsync($"the log says {pattern}", async () =>
        {
            await AskAsync(App);
            var lines = App.Logs.Lines.Where(line => line.Category == typeof(Readiness).FullName).Select(line => line.Text).ToList();
            at = lines.FindIndex(after, line => Regex.IsMatch(line, pattern));
            return at >= 0;
        });
        return at + 1;
    }

    private async Task AddDamagedKeyAsync()
    {
        var xml = await App.SqlAsync<string>("select xml from data_protection_keys limit 1");
        var (id, secret) = (Regex.Match(xml, "id=\"([^\"]+)\"").Groups[1].Value, Regex.Match(xml, "<keyFile[^>]*>([^<]+)<").Groups[1].Value);
        Assert.True(secret.Length > 0, xml);
        var damaged = xml.Replace(id, Guid.CreateVersion7().ToString(), StringComparison.Ordinal).Replace(secret, (secret[0] == 'A' ? "B" : "A") + secret[1..], StringComparison.Ordinal);
        await App.SqlAsync<long>("with added as (insert into data_protection_keys (friendly_name, xml) values ('damaged', $1) returning 1) select count(*) from added", damaged);
    }

    private Task<long> RemoveDamagedKeyAsync() =>
        App.SqlAsync<long>("with gone as (delete from data_protection_keys where friendly_name = 'damaged' returning 1) select count(*) from gone");

    private Task<int> DueSinceAsync(Guid id, TimeSpan since) =>
        App.Db(db => db.OutboxEmails.Where(mail => mail.Id == id).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.NextAttemptAt, App.Clock.GetUtcNow() - since)));

    // The answer of a look that began after what came before: what is remembered is a second old at most.
    private async Task<Told> NextAsync()
    {
        var seen = Looks();
        return await Eventually.GetAsync("it looks anew", async () => await AskAsync(App) is var told && Looks() > seen ? told : null);

        int Looks() => App.Logs.Lines.Count(line => line.Category == "Npgsql.Command" && line.Text.Contains("__EFMigrationsHistory", StringComparison.Ordinal) && line.Text.Contains("ORDER BY", StringComparison.OrdinalIgnoreCase));
    }

    private Task<Told> UntilAsync(string status) => Eventually.GetAsync($"it is {status}", async () => await AskAsync(App) is var told && told.Status == status ? told : null);

    private static async Task<Told> AskAsync(PortalApp app)
    {
        var answer = await app.NewBrowser().GetJsonAsync("/health/ready");
        var state = JsonSerializer.Deserialize<ReadyState>(answer.Text, JsonSerializerOptions.Web)!;
        return new(answer.Status, state.Status, state.Checks, answer.Text);
    }

    private sealed record Told(HttpStatusCode Code, string Status, IReadOnlyDictionary<string, string> Checks, string Text);

    /// <summary>A portal that sends no mail by itself, and logs each command that it sends to the database.</summary>
    public sealed class Portal : IAsyncLifetime
    {
        public PortalApp App { get; private set; } = null!;

        public async Task InitializeAsync() => App = await PortalApp.StartAsync(
            new() { ["Logging:LogLevel:Npgsql"] = "Information", ["DataProtection:KeyEncryption"] = KeyFiles.Shared }, services: Posts.WithoutDispatcher);

        public Task DisposeAsync() => App.DisposeAsync().AsTask();
    }
}
