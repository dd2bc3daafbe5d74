using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Saml;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Security;

public class ThrottlesTests(ThrottlesTests.Limited portal) : IClassFixture<ThrottlesTests.Limited>
{
    private static readonly ThrottleRule Rule = new("test", 5, TimeSpan.FromSeconds(60));
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);

    [Fact]
    public async Task A_burst_is_free_then_one_try_each_interval()
    {
        await using var app = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        app.Clock.Stop();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await TakeAsync(app, "somebody"));
        }

        Assert.Equal(TimeSpan.FromSeconds(60), await TakeAsync(app, "somebody"));
        app.Clock.Advance(TimeSpan.FromSeconds(60) - Instant);
        Assert.Equal(Instant, await TakeAsync(app, "somebody"));
        app.Clock.Advance(Instant);
        Assert.Null(await TakeAsync(app, "somebody"));
        Assert.NotNull(await TakeAsync(app, "somebody"));
        // Five minutes of quiet, and the whole burst is there again, no more than that.
        app.Clock.Advance(TimeSpan.FromHours(5));
        var tries = await Race.RunAsync(10, _ => TakeAsync(app, "somebody"));
        Assert.Equal(5, tries.Count(wait => wait is null));
    }

    [Fact]
    public async Task Of_a_hundred_at_once_exactly_the_burst_is_free()
    {
        var tries = await Race.RunAsync(100, _ => TakeAsync(portal.App, "everybody at once"));
        Assert.Equal(5, tries.Count(wait => wait is null));
    }

    [Fact]
    public async Task Names_and_rules_are_counted_apart()
    {
        await Race.RunAsync(6, _ => TakeAsync(portal.App, "first"));
        Assert.NotNull(await TakeAsync(portal.App, "first"));
        Assert.Null(await TakeAsync(portal.App, "second"));
        Assert.Null(await portal.App.With((Throttles throttles) => throttles.TakeAsync(Rule with { Name = "another" }, "first", default)));
    }

    [Fact]
    public async Task Asking_how_long_to_wait_takes_no_try()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(await portal.App.With((Throttles throttles) => throttles.WaitAsync(Rule, "asking", default)));
        }

        Assert.Null(await TakeAsync(portal.App, "asking"));
    }

    [Fact]
    public async Task After_a_success_the_tries_are_forgotten()
    {
        await Race.RunAsync(6, _ => TakeAsync(portal.App, "forgiven"));
        Assert.NotNull(await TakeAsync(portal.App, "forgiven"));
        await portal.App.With(async (Throttles throttles) =>
        {
            await throttles.ResetAsync(Rule, "forgiven", default);
            return true;
        });
        Assert.Null(await TakeAsync(portal.App, "forgiven"));
    }

    [Fact]
    public async Task Switched_off_nothing_is_counted()
    {
        await using var app = await PortalApp.StartAsync();
        var tries = await Race.RunAsync(20, _ => TakeAsync(app, "somebody"));
        Assert.All(tries, wait => Assert.Null(wait));
        Assert.Equal(0, await app.Db(db => db.Throttles.CountAsync()));
    }

    [Fact]
    public async Task The_table_does_not_tell_who_was_counted()
    {
        await TakeAsync(portal.App, "secret.person@example.com");
        Assert.DoesNotContain(
            await portal.App.Db(db => db.Throttles.Select(throttle => throttle.Name).ToListAsync()),
            name => System.Text.Encoding.UTF8.GetString(name).Contains("secret", StringComparison.OrdinalIgnoreCase) || name.Length != 32);
    }

    [Fact]
    public async Task One_client_is_stopped_with_429_and_when_to_come_back()
    {
        var browser = portal.App.NewBrowser();
        browser.Address = "192.0.2.77";
        var answers = await Race.RunAsync(125, i => browser.PostJsonAsync("/login", new { email = $"nobody{i}@example.com", password = "x" }));
        var refused = answers.Where(answer => (int)answer.Status == 429).ToList();
        Assert.InRange(refused.Count, 1, 5);
        Assert.All(refused, answer => Assert.InRange(answer.Response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)));
        browser.Address = "192.0.2.78";
        Assert.Equal(401, (int)(await browser.PostJsonAsync("/login", new { email = "nobody@example.com", password = "x" })).Status);
    }

    [Fact]
    public async Task One_session_changes_so_much_and_takes_nothing_from_the_others_of_its_account()
    {
        await using var app = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        app.Clock.Stop();
        var person = await app.NewPersonAsync();
        var (thief, owner) = (await app.SignInAsync(person), await app.SignInAsync(person));
        var unknown = $"/me/sessions/{Guid.CreateVersion7()}";
        var tries = await Race.RunAsync(302, _ => thief.DeleteJsonAsync(unknown));
        Assert.Equal((300, 2), (tries.Count(answer => (int)answer.Status == 404), tries.Count(answer => (int)answer.Status == 429)));
        Assert.Equal(200, (int)(await thief.GetJsonAsync("/me/sessions")).Status);
        Assert.Equal(404, (int)(await owner.DeleteJsonAsync(unknown)).Status);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(404, (int)(await thief.DeleteJsonAsync(unknown)).Status);
        Assert.Equal(429, (int)(await thief.DeleteJsonAsync(unknown)).Status);
        Assert.Equal(204, (int)(await thief.PostJsonAsync("/logout")).Status);
    }

    [Fact]
    public async Task A_limit_is_one_for_all_nodes()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" }, database: portal.App.Database);
        var tries = await Race.RunAsync(40, i => TrySignUpAsync(i % 2 == 0 ? portal.App : other));
        // 30 at once, whichever node is asked; one each minute comes back meanwhile.
        Assert.InRange(tries.Count(status => status == 429), 8, 10);
        Assert.Equal((429, 429), (await TrySignUpAsync(portal.App), await TrySignUpAsync(other)));

        static async Task<int> TrySignUpAsync(PortalApp node)
        {
            var browser = node.NewBrowser();
            browser.Address = "198.51.100.40";
            return (int)(await browser.PostJsonAsync("/signup", new { email = "nobody", password = "x" })).Status;
        }
    }

    [Fact]
    public async Task A_site_with_65536_networks_has_what_ten_clients_have()
    {
        await using var app = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        app.Clock.Stop();
        // Sign-ups have 30 tries to a client, the least there are. A form that is refused counts too, and costs no hash.
        var tries = await Race.RunAsync(30 * (ThrottleClientAttribute.ClientsPerSite + 1), i => SignUpAsync($"2001:db8:1:{i:x}::1"));
        Assert.Equal(30, tries.Count(status => status == 429));
        Assert.Equal(422, await SignUpAsync("2001:db8:2::1"));
        // One client cannot use up what its site has.
        var alone = await Race.RunAsync(30 * (ThrottleClientAttribute.ClientsPerSite + 1), i => SignUpAsync($"2001:db8:3:1::{i:x}"));
        Assert.Equal(30, alone.Count(status => status == 422));
        Assert.Equal(422, await SignUpAsync("2001:db8:3:2::1"));
        // IPv4 has no such plenty: neighbours are other people.
        var neighbours = await Race.RunAsync(250, i => SignUpAsync($"192.0.2.{i}"));
        Assert.All(neighbours, status => Assert.Equal(422, status));

        async Task<int> SignUpAsync(string address)
        {
            var browser = app.NewBrowser();
            browser.Address = address;
            return (int)(await browser.PostJsonAsync("/signup", new { email = "nobody", password = "x" })).Status;
        }
    }

    [Fact]
    public async Task A_right_password_that_opens_nothing_forgives_no_wrong_ones()
    {
        var company = await TestCompany.StartAsync(portal.App, enforced: true);
        var (person, browser) = (await portal.App.NewPersonAsync(email: company.Address()), portal.App.NewBrowser());
        foreach (var password in Enumerable.Repeat("a wrong password", 9).Append(person.Password).Append(person.Password))
        {
            await browser.PostJsonAsync("/login", new { email = person.Email, password });
        }

        Assert.Equal([("company", 1), ("locked", 1), ("wrong", 9)], (await portal.App.EventsOfAsync(person.Id, "sign-in")).CountBy(happened => happened.Detail("reason")!).Select(each => (each.Key, each.Value)).Order());
    }

    private static Task<TimeSpan?> TakeAsync(PortalApp app, string subject) => app.With((Throttles throttles) => throttles.TakeAsync(Rule, subject, default));

    public sealed class Limited : IAsyncLifetime
    {
        private PortalApp? app;

        public PortalApp App => app!;

        public async Task InitializeAsync() => app = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
