using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Security;

/// <summary>The database goes away and comes back (P3): nobody is signed out by it. A PostgreSQL of its own is really stopped.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private TestCluster? cluster;
    private TestDatabase? database;
    private PortalApp? app;

    public async Task InitializeAsync()
    {
        cluster = await TestCluster.StartAsync();
        database = await cluster.CreateDatabaseAsync();
        app = await PortalApp.StartAsync(database: database);
    }

    [Fact]
    public async Task An_outage_is_answered_with_503_and_the_cookie_works_right_after_it()
    {
        var browsers = new List<Browser>();
        for (var i = 0; i < 8; i++)
        {
            browsers.Add(await app!.SignInAsync(await app.NewPersonAsync(), remember: i % 2 == 0));
        }

        await cluster!.StopAsync();
        await AssertUnavailableAsync(browsers[0]);
        await Task.WhenAll(browsers.Select(AssertUnavailableAsync));
        await cluster.StartAgainAsync();
        // The very first request of each, all at once: none meets a connection that died in the pool.
        var answers = await Race.RunAsync(browsers.Count, i => browsers[i].GetJsonAsync("/me"));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
    }

    [Fact]
    public async Task Sign_in_and_the_form_of_a_page_say_that_it_is_the_portals_fault()
    {
        var person = await app!.NewPersonAsync();
        var (browser, newcomer) = (await app.SignInAsync(person), app.NewBrowser());
        await browser.GoAsync("/account/sessions");
        await cluster!.StopAsync();
        await browser.SubmitAsync("/sign-out");
        AssertPage(browser);
        var login = await newcomer.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, login.Status);
        Assert.Equal("application/problem+json", login.ContentType);
        // What is no question for the database is answered without it, whatever cookie comes along.
        foreach (var (path, status, text) in new[]
        {
            ("/portal.css", 200, "--accent"), ("/branding.css", 200, ""), ("/no-such-page", 404, "no such page"),
            ("/health/live", 200, "Healthy"), ("/health/ready", 503, "\"database\":\"Unhealthy\""),
        })
        {
            await browser.GoAsync(path);
            Assert.Equal(status, (int)browser.Status);
            Assert.Contains(text, browser.Text, StringComparison.Ordinal);
        }

        await cluster.StartAgainAsync();
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_database_that_hangs_holds_nobody_for_long_and_signs_nobody_out()
    {
        // With the timeouts that the portal has by itself, not those of the other tests.
        var plain = new NpgsqlConnectionStringBuilder(database!.ConnectionString);
        Assert.True(plain.Remove("Timeout") && plain.Remove("Command Timeout"));
        await using var own = await PortalApp.StartAsync(new() { ["ConnectionStrings:Portal"] = plain.ConnectionString }, database: database);
        var person = await own.NewPersonAsync();
        var (browser, newcomer) = (await own.SignInAsync(person), own.NewBrowser());
        await cluster!.FreezeAsync();
        var started = Stopwatch.GetTimestamp();
        var login = newcomer.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        await Task.WhenAll(login, AssertUnavailableAsync(browser));
        // Twice the time of one: the browser asks for a list and then for a page.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await login).Status);
        Assert.NotNull((await login).Response.Headers.RetryAfter);
        cluster.Thaw();
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task After_a_fail_over_no_connection_to_the_server_that_only_reads_is_kept()
    {
        // One connection for everybody: once it is writable again for anyone, it was replaced. In production, which does not migrate by itself:
        // that takes two.
        var settings = new NpgsqlConnectionStringBuilder(database!.ConnectionString) { MaxPoolSize = 1 };
        await using var own = await PortalApp.StartAsync(new() { ["ConnectionStrings:Portal"] = settings.ConnectionString }, "Production", database);
        var person = await own.NewPersonAsync();
        await using var administration = NpgsqlDataSource.Create(database.ConnectionString);
        await using var writer = await administration.OpenConnectionAsync();
        await RunAsync("set default_transaction_read_only = on");
        own.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        var answer = await LoginAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.Response.Headers.RetryAfter);
        await RunAsync("reset default_transaction_read_only");
        await Eventually.IsTrueAsync("the sign-in works again", async () => (await LoginAsync()).Status == HttpStatusCode.OK);

        Task<JsonAnswer> LoginAsync() => own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password });

        async Task RunAsync(string change)
        {
            await using var command = new NpgsqlCommand($"alter database {settings.Database} {change}", writer);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_portal_that_started_without_its_database_serves_once_it_is_there_and_blocks_no_thread_until_then()
    {
        await cluster!.StopAsync();
        await using var late = await PortalApp.StartAsync(environment: "Production", database: database);
        var browser = late.NewBrowser();
        await browser.GoAsync("/sign-in");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
        await cluster.StartAgainAsync();
        await cluster.FreezeAsync();
        // They wait for as long as the tests' connections do. All of them hold a thread each, or none.
        var waiting = Enumerable.Range(0, 60).Select(async _ =>
        {
            var visitor = late.NewBrowser();
            visitor.SessionCookie = $"{new string('A', 43)}.AAAAAAAAAAA";
            await visitor.GoAsync("/sign-in");
            return visitor.Status;
        }).ToList();
        await browser.GoAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.All(waiting, visit => Assert.False(visit.IsCompleted));
        cluster.Thaw();
        Assert.All(await Task.WhenAll(waiting), status => Assert.Equal(HttpStatusCode.OK, status));
        await late.SignInAsync(await late.NewPersonAsync());
    }

    public async Task DisposeAsync()
    {
        await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (cluster?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task AssertUnavailableAsync(Browser browser)
    {
        var cookie = browser.SessionCookie;
        var json = await browser.GetJsonAsync("/me/sessions");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, json.Status);
        Assert.Equal("application/problem+json", json.ContentType);
        Assert.NotNull(json.Response.Headers.RetryAfter);
        Assert.Empty(json.SetCookies);
        await browser.GoAsync("/account/sessions");
        AssertPage(browser);
        Assert.Equal(cookie, browser.SessionCookie);
    }

    private static void AssertPage(Browser browser)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
        Assert.NotNull(browser.Response.Headers.RetryAfter);
        Assert.Empty(browser.SetCookies);
        Assert.Equal("text/html", browser.Response.Content.Headers.ContentType!.MediaType);
        Assert.Single(browser.Page.QuerySelectorAll("h1"));
        Assert.NotNull(browser.SessionCookie);
    }
}
