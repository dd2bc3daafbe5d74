using System.Net;
using AccountPortal.Activity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Activity;

/// <summary>The page: one's own events, all of them, newest first, by what one looks for.</summary>
public class ActivityTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task It_tells_what_happened_newest_first()
    {
        var person = await app.NewPersonAsync();
        var stranger = app.NewBrowser(UserAgents.FirefoxOnUbuntu);
        await stranger.PostJsonAsync("/login", new { email = person.Email, password = "not the password" });
        Later();
        var there = await app.SignInAsync(person, userAgent: UserAgents.SafariOnIphone);
        Later();
        var browser = await app.SignInAsync(person);
        Later();
        await browser.GoAsync("/account/sessions");
        await browser.SubmitAsync($"/account/sessions/{await there.SessionIdAsync()}/revoke");
        await browser.GoAsync("/account/activity");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(
            ["Signed out Safari on iPhone", "Sent you a mail about an unusual sign-in", "Signed in with your password", "Signed in with your password", "Somebody tried to sign in with a wrong password"], browser.Sentences());
        var refused = browser.Page.QuerySelector(".event:last-child")!.TextContent;
        Assert.Contains("Refused", refused, StringComparison.Ordinal);
        Assert.Contains("Firefox on Ubuntu", refused, StringComparison.Ordinal);
        Assert.Contains("203.0.113.10", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_whose_address_is_not_proven_sees_its_own_too()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        await browser.GoAsync("/account/sessions");
        await browser.ClickAsync("All activity");
        Assert.Equal(["Signed in with your password"], browser.Sentences());
    }

    [Fact]
    public async Task Nobody_sees_what_happened_to_another()
    {
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        await app.SignInAsync(other);
        await app.AddAsync(Happened.Event(EventKind.PasswordChanged, at: app.Clock.GetUtcNow()).With(accountId: other.Id, actorId: person.Id));
        var browser = await app.SignInAsync(person);
        foreach (var path in new[] { "/account/activity", "/account/activity?group=changes", "/account/activity?when=7d", $"/account/activity?after={Guid.Empty}" })
        {
            await browser.GoAsync(path);
            Assert.Equal(path.Contains("changes", StringComparison.Ordinal) ? 0 : 1, browser.Sentences().Count);
        }

        await browser.GoAsync("/account/activity.csv");
        Assert.Equal(2, browser.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Somebody_elses_session_is_as_unknown_as_one_that_does_not_exist()
    {
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (foreign, browser) = (await app.SignInAsync(other), await app.SignInAsync(person));
        foreach (var id in new[] { (await foreign.SessionIdAsync()).ToString(), Guid.CreateVersion7().ToString(), "nonsense", "' or 1=1 --" })
        {
            await browser.GoAsync($"/account/activity?session={Uri.EscapeDataString(id)}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
            await browser.GoAsync($"/account/activity.csv?session={Uri.EscapeDataString(id)}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }

    [Fact]
    public async Task The_session_of_somebody_who_was_signed_in_elsewhere_is_not_told()
    {
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var attacker = await app.SignInAsync(other);
        await attacker.PostJsonAsync("/login", new { email = person.Email, password = "not the password" });
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity?group=refusals");
        Assert.Single(browser.Sentences());
        Assert.Contains("signed in to another account", browser.Text, StringComparison.Ordinal);
        var foreign = await attacker.SessionIdAsync();
        Assert.DoesNotContain(foreign.ToString(), browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Id.ToString(), browser.Text, StringComparison.Ordinal);
        await browser.GoAsync("/account/activity.csv?group=refusals");
        Assert.Contains("Somebody tried to sign in", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign.ToString(), browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sign-ins", "Signed in with your password")]
    [InlineData("refusals", "Somebody tried to change your password without knowing it", "Somebody tried to sign in and was refused")]
    [InlineData("changes", "Changed your profile", "Changed your password")]
    [InlineData("alerts", "Locked a network out after many wrong passwords", "Sent you a mail about an unusual sign-in")]
    [InlineData("sessions", "Signed out")]
    public async Task Kinds_can_be_looked_at_by_themselves(string group, params string[] sentences)
    {
        var person = await app.NewPersonAsync();
        var at = app.Clock.GetUtcNow().AddHours(-1);
        (string Kind, string Outcome)[] events =
        [
            (EventKind.SignIn, EventOutcome.Refused), (EventKind.SignInAlert, EventOutcome.Success), (EventKind.PasswordChanged, EventOutcome.Success), (EventKind.SignOut, EventOutcome.Success),
            (EventKind.PasswordChanged, EventOutcome.Refused), (EventKind.SignInLocked, EventOutcome.Refused), (EventKind.ProfileChanged, EventOutcome.Success), ("kitchen-painted", EventOutcome.Success),
        ];
        await app.AddAsync(events.Select((what, minute) => Happened.Event(what.Kind, what.Outcome, at.AddMinutes(minute)).With(accountId: person.Id)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity");
        Assert.Equal(9, browser.Sentences().Count);
        await browser.ClickAsync(EventGroups.Find(group)!.Value.Label());
        Assert.Equal(sentences, browser.Sentences());
        Assert.Equal(EventGroups.Find(group)!.Value.Label(), browser.Page.QuerySelector(".chips [aria-current]")!.TextContent);
    }

    [Fact]
    public async Task A_span_ends_where_it_says()
    {
        await using var own = await PortalApp.StartAsync();
        var person = await own.NewPersonAsync();
        own.Clock.Stop();
        var now = own.Clock.GetUtcNow();
        await own.AddAsync(new[] { 0, -1 }.Select(milliseconds => Happened.Event(EventKind.ProfileChanged, at: now.AddDays(-7).AddMilliseconds(milliseconds)).With(accountId: person.Id)));
        var browser = await own.SignInAsync(person);
        await browser.GoAsync("/account/activity?group=changes");
        Assert.Equal(2, browser.Sentences().Count);
        await browser.SubmitAsync("Show", new { when = "7d" });
        Assert.Single(browser.Sentences());
        Assert.Equal("/account/activity?group=changes&when=7d", browser.Path);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-11-20T22:59:59.999Z", "2026-11-20T23:00Z", "2026-11-21T22:59:59.999Z", "2026-11-21T23:00Z")]
    [InlineData(null, "2026-11-20T23:59:59.999Z", "2026-11-21T00:00Z", "2026-11-21T23:59:59.999Z", "2026-11-22T00:00Z")]
    public async Task A_day_is_the_readers_own(string? zone, string before, string first, string last, string after)
    {
        var person = await app.NewPersonAsync();
        await app.Db(db => db.Database.ExecuteSqlAsync($"update users set time_zone = {zone} where id = {person.Id}"));
        await app.AddAsync(new[] { before, first, last, after }.Select((at, number) =>
            Happened.Event(EventKind.DeviceNamed, at: DateTimeOffset.Parse(at, null), details: ("name", $"{number}")).With(accountId: person.Id)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/activity?when=2026-11-21&group=changes");
        Assert.Equal(["Named a device \"2\"", "Named a device \"1\""], browser.Sentences());
        Assert.Equal("Sat 21 Nov 2026", browser.Page.QuerySelector("option[selected]")!.TextContent);
    }

    [Fact]
    public async Task This_session_is_the_one_that_asks()
    {
        var person = await app.NewPersonAsync();
        var (there, browser) = (await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu), await app.SignInAsync(person));
        Later();
        await there.GoAsync("/account/profile");
        await there.SubmitAsync("Save", new { displayName = "Ada" });
        await browser.GoAsync("/account/activity");
        Assert.Equal(4, browser.Sentences().Count);
        await browser.SubmitAsync("Show", new { session = true });
        Assert.Equal(["Sent you a mail about an unusual sign-in", "Signed in with your password"], browser.Sentences());
        Assert.Equal("/account/activity?when=&session=this", browser.Path);
        await there.GoAsync("/account/activity?session=this");
        Assert.Equal(["Changed your profile", "Signed in with your password"], there.Sentences());
        await browser.GoAsync($"/account/activity?session={await there.SessionIdAsync()}");
        Assert.Equal(["Changed your profile", "Signed in with your password"], browser.Sentences());
        Assert.Contains("One session of Firefox on Ubuntu", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_and_session_go_together()
    {
        var person = await app.NewPersonAsync();
        var (there, browser) = (await app.SignInAsync(person), await app.SignInAsync(person));
        foreach (var current in new[] { "not the password", person.Password })
        {
            await browser.PostJsonAsync("/me/password", new { currentPassword = current, newPassword = "an entirely new sentence" });
        }

        await there.PostJsonAsync("/login", new { email = person.Email, password = "not the password" });
        foreach (var (group, sentence) in new[] { ("refusals", "Somebody tried to change your password without knowing it"), ("changes", "Changed your password"), ("sign-ins", "Signed in with your password") })
        {
            await browser.GoAsync($"/account/activity?session=this&group={group}");
            Assert.Equal([sentence], browser.Sentences());
        }
    }

    [Fact]
    public async Task Where_nothing_is_there_is_a_way_on()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/activity?group=alerts");
        Assert.Contains("Nothing like this happened", browser.Text, StringComparison.Ordinal);
        await browser.ClickAsync("Show everything");
        Assert.Single(browser.Sentences());
        await browser.GoAsync($"/account/activity?before={Guid.Empty}");
        await browser.ClickAsync("Show the newest");
        Assert.Single(browser.Sentences());
    }

    [Theory]
    [InlineData("before=nonsense")]
    [InlineData("before=' or 1=1 --")]
    [InlineData("after=%01")]
    [InlineData("before=-1&after=1e9")]
    [InlineData("before={01a1fc37-a205-754e-8a2f-5b99760eaafd}")]
    [InlineData("before=ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("after=ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("after=00000000-0000-0000-0000-000000000000")]
    [InlineData("before=a&before=b&before[]=c&before.x=d")]
    [InlineData("form.before=a&form=b")]
    [InlineData("group=nonsense&when=9999-12-31")]
    [InlineData("group=1&when=0001-01-01")]
    [InlineData("group=%F0%9F%92%A9&when=%E2%80%AE")]
    [InlineData("when=2026-02-30")]
    [InlineData("when=-7d&session=")]
    [InlineData("when=\" autofocus onfocus=alert(1) x=\"&group=<script>alert(1)</script>")]
    public async Task What_cannot_be_read_shows_the_first_page(string query)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/activity?" + query.Replace("<", "%3C", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(["Signed in with your password"], browser.Sentences());
        Assert.Empty(browser.Page.QuerySelectorAll("[onfocus], main script"));
        await browser.GoAsync("/account/activity.csv?" + query);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Equal(2, browser.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_very_long_key_is_none()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/activity?before=" + new string('f', 4000));
        Assert.Equal(["Signed in with your password"], browser.Sentences());
    }

    // Events of one millisecond have no order, and the clock is set right now and then.
    private void Later() => app.Clock.Advance(TimeSpan.FromSeconds(10));
}
