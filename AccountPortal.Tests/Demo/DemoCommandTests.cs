using System.Text.RegularExpressions;
using AccountPortal.Demo;
using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Demo;

/// <summary>The command, as a developer runs it.</summary>
public partial class DemoCommandTests : IAsyncLifetime
{
    private PortalApp app = null!;

    // Each test has a portal of its own: the demo is in a database once.
    // Nothing is reminded of the deletions in the demo meanwhile, however long that takes.
    public async Task InitializeAsync() => app = await PortalApp.StartAsync(new() { ["Deletion:Interval"] = "01:00:00" });

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task ASVS_6_3_2_Outside_of_development_it_is_refused_in_one_line(string environment)
    {
        Assert.Equal(
            (1, "", $"The command demo is for development only (ASPNETCORE_ENVIRONMENT is {environment}). Nothing was changed."), await RunAsync(environment, "demo"));
        Assert.Equal(1, (await RunAsync(environment, "demo", "again")).ExitCode);
        Assert.Equal(0, await app.Db(db => db.Users.CountAsync()));
    }

    [Fact]
    public async Task What_is_not_understood_is_refused_in_a_line() => Assert.Equal((2, "", "Use demo or demo again."), await RunAsync("Development", "demo", "twice"));

    [Fact]
    public async Task Help_lists_it() => Assert.Contains("  demo                 Development only: fills", (await RunAsync("Development", "--help")).Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_second_run_says_what_is_there_and_adds_nothing()
    {
        var (exitCode, made, error) = await RunAsync("Development", "demo");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(2, Passwords().Count(made));
        var before = await CountAsync();
        var (again, there, _) = await RunAsync("Development", "demo");
        Assert.Equal(0, again);
        Assert.StartsWith($"The demo is in the database already: {before.Users} accounts, ", there, StringComparison.Ordinal);
        Assert.Equal(0, Passwords().Count(there));
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Again_replaces_what_is_the_demos_own_and_touches_nothing_else()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var (_, events, mails) = await CountAsync();
        var first = Login((await RunAsync("Development", "demo")).Output);
        var used = await app.SignInAsync(first);
        var second = Login((await RunAsync("Development", "demo", "again")).Output);
        Assert.Equal(first.Email, second.Email);
        Assert.NotEqual(first.Password, second.Password);
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await used.IsSignedInAsync());
        Assert.True(await (await app.SignInAsync(second)).IsSignedInAsync());
        // Nothing is left of what was done with the one before; the sign-in just now brought an alert.
        Assert.Equal((events, mails), (await OthersAsync("security_events") - 2, await OthersAsync("outbox_emails") - 1));
    }

    [Fact]
    public async Task Of_two_at_once_one_makes_it()
    {
        var results = await Task.WhenAll(MakeAsync(), MakeAsync());
        Assert.Single(results, result => result.Everyday is not null);
        Assert.Single(results, result => result.Everyday is null && result.Figures.Accounts > 0);

        async Task<DemoResult> MakeAsync()
        {
            await using var scope = app.Services.CreateAsyncScope();
            return await ActivatorUtilities.CreateInstance<DemoPortal>(scope.ServiceProvider).MakeAsync(again: false, default);
        }
    }

    [Fact]
    public async Task An_address_that_somebody_else_has_is_left_to_them()
    {
        var person = await app.NewPersonAsync(email: "mara.lindqvist@harbour.test");
        Assert.Equal((1, "", $"The demo needs the address {person.Email}, which another account has. Nothing was changed."), await RunAsync("Development", "demo"));
        Assert.Equal(1, await app.Db(db => db.Users.CountAsync()));
    }

    private async Task<(int Users, int Events, int Mails)> CountAsync() =>
        await app.Db(async db => (await db.Users.CountAsync(), await db.SecurityEvents.CountAsync(), await db.OutboxEmails.CountAsync()));

    private Task<int> OthersAsync(string table) => app.SqlAsync<int>($"select count(*)::int from {table} where right(id::text, 12) <> '64656d6f0000'");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string environment, params string[] arguments)
    {
        await using var portal = PortalProcess.Start(environment, new() { ["ConnectionStrings:Portal"] = app.Database.ConnectionString }, arguments);
        return await portal.EndWithOutputAsync();
    }

    private static Person Login(string output) => DemoLogins.Of(output).Everyday;

    [GeneratedRegex("(?m) [a-z2-9]{4}(-[a-z2-9]{4}){3}\r?$")]
    private static partial Regex Passwords();
}
