using System.Net;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>A session that goes on from elsewhere: what is unusual about it and what is not, and that it is written once.</summary>
public class NotedMoveTests(NotingPortal portal) : IClassFixture<NotingPortal>
{
    [Theory]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.HomeElsewhere, false)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.HomeIPv6, false)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.Office, true)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.Rio, true)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.Nowhere, true)]
    [InlineData(UserAgents.ChromeOnMac, MovePortal.NowhereIPv6, false)]
    [InlineData(UserAgents.ChromeOnMac, "192.168.1.7", false)]
    [InlineData(UserAgents.ChromeOnMac, "10.0.0.3", false)]
    [InlineData(UserAgents.ChromeOnMac, "172.16.0.3", false)]
    [InlineData(UserAgents.ChromeOnMac, "127.0.0.1", false)]
    [InlineData(UserAgents.ChromeOnMac, "169.254.1.1", false)]
    [InlineData(UserAgents.ChromeOnMac, "fd00::7", false)]
    [InlineData(UserAgents.ChromeOnMac, "fe80::7", false)]
    [InlineData(UserAgents.SafariOnIphone, MovePortal.Office, false)]
    [InlineData(UserAgents.SafariOnIphone, MovePortal.Nowhere, false)]
    [InlineData(UserAgents.SafariOnIphone, MovePortal.Rio, true)]
    [InlineData(Tablet, MovePortal.Office, false)]
    [InlineData(Tablet, MovePortal.Rio, true)]
    public async Task From_home_it_goes_on(string userAgent, string address, bool unusual)
    {
        var (person, browser) = await portal.SignedInAsync(userAgent: userAgent);
        Assert.Equal(HttpStatusCode.OK, (await portal.GoOnAsync(browser, address)).Status);
        Assert.Equal(unusual ? 1 : 0, (await portal.MovesAsync(person)).Count);
        Assert.Equal(unusual ? 1 : 0, (await portal.EventsAsync(person)).Count);
        var session = await portal.SessionAsync(person);
        Assert.Equal(IPAddress.Parse(address), session.Ip);
        Assert.Null(session.ConfirmSince);
    }

    [Theory]
    [InlineData("192.168.1.7", MovePortal.Rio, false)]
    [InlineData("fd00::7", MovePortal.Office, false)]
    // A network that spans the world has people in one country too.
    [InlineData(MovePortal.WorldwideInGermany, MovePortal.WorldwideInBrazil, true)]
    [InlineData(MovePortal.WorldwideInGermany, "90.1.200.3", false)]
    public async Task From_elsewhere_it_goes_on(string from, string to, bool unusual)
    {
        var (person, browser) = await portal.SignedInAsync(from);
        await portal.GoOnAsync(browser, to);
        Assert.Equal(unusual ? 1 : 0, (await portal.MovesAsync(person)).Count);
        Assert.Equal(IPAddress.Parse(to), (await portal.SessionAsync(person)).Ip);
    }

    [Fact]
    public async Task Nobody_gets_into_another_country_by_way_of_an_address_that_no_database_knows()
    {
        var (person, browser) = await portal.SignedInAsync(userAgent: UserAgents.SafariOnIphone);
        await portal.GoOnAsync(browser, MovePortal.Nowhere);
        Assert.Empty(await portal.MovesAsync(person));
        Assert.Null((await portal.SessionAsync(person)).Country);
        await portal.GoOnAsync(browser, MovePortal.Rio);
        Assert.Single(await portal.MovesAsync(person));
    }

    [Fact]
    public async Task The_row_the_event_and_the_mark_say_where()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.GoOnAsync(browser, MovePortal.Rio);
        var session = await portal.SessionAsync(person);
        Assert.Equal((IPAddress.Parse(MovePortal.Rio), "AS400", "BR", "Rio de Janeiro", -22.91, -43.17),
            (session.Ip, session.Network, session.Country, session.City, session.Latitude, session.Longitude));
        Assert.Equal(portal.App.Clock.GetUtcNow(), session.LastActiveAt);
        Assert.Equal(
            new Dictionary<string, string> { ["from"] = "AS100", ["network"] = "AS400", ["fromCountry"] = "DE", ["country"] = "BR" },
            Assert.Single(session.Signals).Evidence);
        var happened = Assert.Single(await portal.EventsAsync(person));
        Assert.Equal((session.Id, IPAddress.Parse(MovePortal.Rio), "AS400", "BR"), (happened.SessionId!.Value, happened.Ip, happened.Network, happened.Country));
        Assert.Equal("noted", happened.Details["then"]);
    }

    [Fact]
    public async Task To_and_fro_between_two_networks_is_told_once_also_in_the_next_session()
    {
        var (person, browser) = await portal.SignedInAsync();
        foreach (var address in new[] { MovePortal.Office, MovePortal.Home, MovePortal.Office, MovePortal.Home })
        {
            await portal.GoOnAsync(browser, address);
            Assert.Equal(IPAddress.Parse(address), (await portal.SessionAsync(person)).Ip);
        }

        await browser.SignInAsync(person);
        await portal.GoOnAsync(browser, MovePortal.Office);
        Assert.Empty(await portal.MovesAsync(person));
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task To_and_fro_within_a_network_that_spans_countries_is_told_once()
    {
        var (person, browser) = await portal.SignedInAsync(MovePortal.WorldwideInGermany);
        foreach (var address in new[] { MovePortal.WorldwideInBrazil, MovePortal.WorldwideInGermany, MovePortal.WorldwideInBrazil, MovePortal.WorldwideInGermany })
        {
            await portal.GoOnAsync(browser, address);
        }

        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task To_and_fro_is_told_once_on_a_device_that_was_forgotten_too()
    {
        var (person, browser) = await portal.SignedInAsync();
        await portal.App.Db(db => db.KnownDevices.Where(device => device.UserId == person.Id).ExecuteDeleteAsync());
        foreach (var address in new[] { MovePortal.Office, MovePortal.Home, MovePortal.Rio, MovePortal.Office, MovePortal.Home, MovePortal.Rio })
        {
            await portal.GoOnAsync(browser, address);
        }

        Assert.Equal(["AS200", "AS400"], (await portal.EventsAsync(person)).Select(happened => happened.Network));
    }

    [Fact]
    public async Task Where_the_device_signed_in_before_it_may_go_on()
    {
        var (person, browser) = await portal.SignedInAsync(MovePortal.Rio);
        await browser.PostJsonAsync("/logout");
        browser.Address = MovePortal.Home;
        await browser.SignInAsync(person);
        await portal.GoOnAsync(browser, MovePortal.Rio);
        Assert.Empty(await portal.EventsAsync(person));
        // The country is known by now, and on a desktop another network in it is another network.
        await portal.GoOnAsync(browser, MovePortal.RioElsewhere);
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task Where_only_another_device_was_it_may_not()
    {
        var (person, browser) = await portal.SignedInAsync();
        var other = portal.App.NewBrowser(UserAgents.FirefoxOnUbuntu);
        other.Address = MovePortal.Office;
        await other.SignInAsync(person);
        await portal.GoOnAsync(browser, MovePortal.Office);
        Assert.Single(await portal.EventsAsync(person));
    }

    [Fact]
    public async Task What_its_owner_distrusts_knows_no_places()
    {
        var (person, browser) = await portal.SignedInAsync(MovePortal.Office);
        await browser.PostJsonAsync("/logout");
        browser.Address = MovePortal.Home;
        await browser.SignInAsync(person);
        await portal.App.Db(db => db.KnownDevices.Where(device => device.UserId == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.DistrustedAt, portal.App.Clock.GetUtcNow())));
        await portal.GoOnAsync(browser, MovePortal.Office);
        Assert.Single(await portal.EventsAsync(person));
        Assert.Single(await portal.MovesAsync(person));
    }

    [Fact]
    public async Task A_change_that_is_nothing_unusual_is_written_after_a_minute_and_seen_at_once()
    {
        var (person, browser) = await portal.SignedInAsync();
        browser.Address = MovePortal.HomeElsewhere;
        portal.App.Clock.Advance(MovePortal.Interval - TimeSpan.FromMicroseconds(1));
        var mine = (await browser.GetJsonAsync("/me/sessions")).Body[0];
        Assert.Equal((MovePortal.HomeElsewhere, "DE", "Berlin"), (mine.GetProperty("ip").GetString(), mine.GetProperty("country").GetString(), mine.GetProperty("city").GetString()));
        Assert.Equal(IPAddress.Parse(MovePortal.Home), await AddressAsync());
        portal.App.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await browser.GetJsonAsync("/me");
        Assert.Equal(IPAddress.Parse(MovePortal.HomeElsewhere), await AddressAsync());

        // Not by the test's own door to the database, which would have the last activity written first.
        Task<IPAddress> AddressAsync() =>
            portal.App.With((PortalDbContext db) => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Ip).SingleAsync());
    }

    [Fact]
    public async Task Others_see_where_it_is_now_and_why_it_is_unusual()
    {
        var (person, browser) = await portal.SignedInAsync();
        var other = portal.App.NewBrowser(UserAgents.ChromeOnMac);
        other.Address = MovePortal.Home;
        await other.SignInAsync(person);
        await portal.GoOnAsync(browser, MovePortal.Rio);
        await other.GoAsync("/account/sessions");
        var row = Assert.Single(other.Page.QuerySelectorAll("li.row"), row => row.QuerySelector(".badge.warn") is not null);
        Assert.Contains("near Rio de Janeiro, Brazil", row.TextContent, StringComparison.Ordinal);
        Assert.Contains(MovePortal.Rio, row.TextContent, StringComparison.Ordinal);
        Assert.Contains("it was used in Germany before and then in Brazil", row.TextContent, StringComparison.Ordinal);
        var json = (await other.GetJsonAsync("/me/sessions")).Body.EnumerateArray().Single(session => !session.GetProperty("isCurrent").GetBoolean());
        Assert.Equal((MovePortal.Rio, "BR", "Rio de Janeiro"), (json.GetProperty("ip").GetString(), json.GetProperty("country").GetString(), json.GetProperty("city").GetString()));
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_writes_the_move()
    {
        var (person, browser) = await portal.SignedInAsync();
        var answers = await Race.RunAsync(60, number => FromAsync(browser, number % 2 == 0 ? MovePortal.Rio : MovePortal.Home));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(await portal.EventsAsync(person));
        Assert.Single(await portal.MovesAsync(person));
        Assert.Single(await portal.MailsAsync(person));
    }

    [Fact]
    public async Task Many_requests_from_many_new_networks_write_one_move_each_and_all_go_on()
    {
        var (person, browser) = await portal.SignedInAsync();
        string[] addresses = [MovePortal.Rio, MovePortal.Office, MovePortal.Cafe, MovePortal.RioElsewhere, MovePortal.Home];
        var answers = await Race.RunAsync(60, number => FromAsync(browser, addresses[number % addresses.Length]));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Equal(["AS200", "AS300", "AS400", "AS401"], (await portal.EventsAsync(person)).Select(happened => happened.Network).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await portal.MovesAsync(person)).Count);
    }

    [Fact]
    public async Task A_touch_that_was_first_is_no_step_of_the_way_left_out()
    {
        var (person, browser) = await portal.SignedInAsync(MovePortal.Office);
        await browser.PostJsonAsync("/logout");
        browser.Address = MovePortal.Home;
        await browser.SignInAsync(person);
        portal.App.Clock.Advance(MovePortal.Interval);
        await using var hold = await Hold.StartAsync(portal.App);
        await hold.RunAsync("select 1 from device_sessions where user_id = $1 for update", person.Id);
        var touch = FromAsync(browser, MovePortal.Office);
        await hold.QueuedAsync(1);
        var move = FromAsync(browser, MovePortal.Rio);
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await touch).Status, (await move).Status));
        // It was judged again, from where the session was by then; and what was begun for nothing left no trace.
        Assert.Equal("AS200", Assert.Single(await portal.EventsAsync(person)).Details["from"]);
        Assert.Equal("AS200", Assert.Single(await portal.MovesAsync(person)).Evidence["from"]);
    }

    [Fact]
    public async Task A_device_that_is_forgotten_at_that_moment_is_no_failure()
    {
        var (person, browser) = await portal.SignedInAsync();
        var page = browser.Copy();
        await page.GoAsync("/account/sessions");
        await using var hold = await Hold.StartAsync(portal.App);
        await hold.RunAsync("select 1 from known_devices where user_id = $1 for update", person.Id);
        var forget = page.SubmitAsync($"/account/sessions/{(await portal.SessionAsync(person)).Id}/forget-device");
        await hold.QueuedAsync(1);
        var move = FromAsync(browser, MovePortal.Rio);
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        await forget;
        Assert.Equal(HttpStatusCode.OK, (await move).Status);
        Assert.Single(await portal.EventsAsync(person));
        Assert.Null((await portal.SessionAsync(person)).KnownDeviceId);
    }

    [Fact]
    public async Task The_last_ten_moves_are_shown()
    {
        var (person, browser) = await portal.SignedInAsync();
        for (var i = 1; i <= 11; i++)
        {
            await portal.GoOnAsync(browser, $"71.1.{i}.1");
        }

        Assert.Equal(11, (await portal.EventsAsync(person)).Count);
        var moves = await portal.MovesAsync(person);
        Assert.Equal((10, "71.1.2.0/24", "71.1.11.0/24"), (moves.Count, moves[0].Evidence["network"], moves[^1].Evidence["network"]));
    }

    private const string Tablet = "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1";

    private static Task<JsonAnswer> FromAsync(Browser browser, string address)
    {
        var copy = browser.Copy();
        copy.Address = address;
        return copy.GetJsonAsync("/me");
    }
}
