using AccountPortal.Activity;
using AccountPortal.Sessions;
using AccountPortal.SharedAccounts;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>From the sessions' tables to the findings, on one node and on two.</summary>
public class EvaluationTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly (string City, double Latitude, double Longitude, string Language)[] Places =
        [("Berlin", 52.52, 13.40, "de"), ("Madrid", 40.42, -3.70, "es"), ("Oslo", 59.91, 10.75, "nb")];

    [Fact]
    public async Task An_account_used_at_three_places_at_once_is_found_and_one_used_at_home_is_not()
    {
        var (shared, alone) = (await PersonAsync(places: 3), await PersonAsync(places: 1));
        await RunAsync(app);
        var finding = await FindingAsync(shared);
        Assert.NotNull(finding);
        Assert.InRange(finding.Score, SharedAccountScore.Line, SharedAccountScore.Highest);
        Assert.Contains(finding.Parts, part => part.Kind == "places-apart" && part.Evidence["Example"].Contains("at the same time", StringComparison.Ordinal));
        Assert.All(finding.Parts, part => Assert.DoesNotContain("203.0.113.", string.Concat(part.Evidence.Values), StringComparison.Ordinal));
        Assert.Null(await FindingAsync(alone));
    }

    [Fact]
    public async Task Sessions_older_than_twelve_weeks_do_not_count()
    {
        var person = await PersonAsync(places: 3);
        var now = app.Clock.GetUtcNow();
        Assert.NotEmpty(await TracesAsync(person));
        await app.Db(db => db.EndedSessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.CreatedAt, now - SharedAccountScore.Window - TimeSpan.FromHours(1))
            .SetProperty(row => row.LastActiveAt, now - SharedAccountScore.Window - TimeSpan.FromMinutes(1))));
        Assert.Empty(await TracesAsync(person));
    }

    [Fact]
    public async Task Live_sessions_count_like_ended_ones()
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person);
        var trace = Assert.Single(await TracesAsync(person));
        Assert.Equal(("Chrome", "macOS", "desktop"), (trace.Browser, trace.Os, trace.DeviceType));
        Assert.Equal(trace.Network, Assert.Single(trace.Before).Network);
    }

    [Fact]
    public async Task An_address_tells_no_line_from_the_day_on_that_it_may_be_cut()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Retention:IpCutAfter"] = "7.00:00:00" });
        var person = await own.NewPersonAsync();
        await own.SignInAsync(person);
        Task<List<SessionTrace>> TracesAsync() => own.With((SessionTraces traces) => traces.OfAsync(person.Id, CancellationToken.None));
        var fresh = Assert.Single(await TracesAsync());
        Assert.NotNull(fresh.Line);
        Assert.NotNull(Assert.Single(fresh.Before).Line);
        own.Clock.Advance(TimeSpan.FromDays(7));
        var old = Assert.Single(await TracesAsync());
        Assert.Null(old.Line);
        Assert.Null(Assert.Single(old.Before).Line);
    }

    [Fact]
    public async Task A_session_tells_where_it_was_opened_and_to_where_it_moved_and_nothing_else()
    {
        var (person, other, now) = (await app.NewPersonAsync(), await app.NewPersonAsync(), app.Clock.GetUtcNow());
        var session = Ended(person, now.AddHours(-3), Guid.CreateVersion7(), Places[0], 0, isPhone: false);
        SecurityEvent Event(int minute, string kind, string city, string outcome = EventOutcome.Success, string then = "noted", Person? of = null) => new()
        {
            Id = Guid.CreateVersion7(now.AddMinutes(minute)), At = now.AddMinutes(minute), Kind = kind, Outcome = outcome, AccountId = (of ?? person).Id,
            SessionId = session.Id, Ip = session.Ip, Country = "XX", City = city, Network = $"AS of {city}", Details = new() { ["then"] = then },
        };
        await app.Db(db =>
        {
            db.AddRange(
                session, Event(-160, EventKind.SessionMoved, "Second"), Event(-180, EventKind.SignIn, "First"), Event(-150, EventKind.SignIn, "Refused", EventOutcome.Refused),
                Event(-140, EventKind.StepUp, "Another kind"), Event(-130, EventKind.SessionMoved, "A thief's", then: "ended"), Event(-120, EventKind.SignIn, "Another's", of: other),
                Event((int)-SharedAccountScore.Window.TotalMinutes - 1, EventKind.SignIn, "Too old"));
            return db.SaveChangesAsync();
        });
        var trace = Assert.Single(await TracesAsync(person));
        Assert.Equal([("XX", "First", "AS of First"), ("XX", "Second", "AS of Second")], trace.Before.Select(point => (point.Country!, point.City!, point.Network!)));
        Assert.All(trace.Before, point => Assert.Equal((trace.Line, false), (point.Line, point.Line!.IsSix)));
        Assert.Equal([-180, -160], trace.Before.Select(point => (int)Math.Round((point.At - now).TotalMinutes)));
    }

    [Fact]
    public async Task A_session_whose_row_is_gone_is_told_by_its_events_without_its_line_and_only_on_a_device_that_the_owner_knows()
    {
        var (person, now) = (await app.NewPersonAsync(), app.Clock.GetUtcNow());
        await app.SignInAsync(person);
        var opened = Assert.Single(await app.EventsOfAsync(person.Id, EventKind.SignIn));
        var device = opened.Detail(SignedInDevice.Detail);
        Assert.Equal(Assert.Single(await TracesAsync(person)).DeviceId.ToString(), device);
        SecurityEvent Event(int daysAgo, Guid session, string kind, string network, string? on) => new()
        {
            Id = Guid.CreateVersion7(now.AddDays(-daysAgo)), At = now.AddDays(-daysAgo), Kind = kind, Outcome = EventOutcome.Success, AccountId = person.Id, SessionId = session,
            Ip = opened.Ip, Country = "XX", City = "Long Ago", Network = network, Details = on is null ? [] : new() { [SignedInDevice.Detail] = on },
        };
        var (old, unknown, forgotten) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.Db(db =>
        {
            db.AddRange(
                Event(60, old, EventKind.SignIn, "AS1", device), Event(59, old, EventKind.SessionMoved, "AS2", null),
                Event(50, unknown, EventKind.SignIn, "AS3", null), Event(50, forgotten, EventKind.SignIn, "AS4", Guid.CreateVersion7().ToString()));
            return db.SaveChangesAsync();
        });
        var told = (await TracesAsync(person))[^1];
        Assert.Equal((2, "AS2", "Chrome", device), ((await TracesAsync(person)).Count, told.Network, told.Browser, told.DeviceId.ToString()));
        Assert.Equal((null, "AS1"), (told.Line, Assert.Single(told.Before).Network));
        Assert.Equal((-60, -59), ((int)Math.Round((told.From - now).TotalDays), (int)Math.Round((told.To - now).TotalDays)));
        // What the owner said wasn't theirs is a thief's, and no second person's.
        await app.Db(db => db.KnownDevices.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DistrustedAt, now)));
        Assert.Single(await TracesAsync(person));
    }

    [Fact]
    public async Task A_finding_goes_when_the_account_falls_under_the_line()
    {
        var person = await PersonAsync(places: 3);
        await RecordAsync(person, 80);
        await RecordAsync(person, SharedAccountScore.Line - 1);
        Assert.Null(await FindingAsync(person));
    }

    [Fact]
    public async Task A_finding_that_was_told_stays_for_a_month_and_then_goes()
    {
        var person = await PersonAsync(places: 1);
        await RecordAsync(person, 80);
        var now = app.Clock.GetUtcNow();
        await app.Db(db => Rows(db, person).ExecuteUpdateAsync(set => set.SetProperty(row => row.OwnerToldAt, now - TimeSpan.FromDays(29))));
        await RecordAsync(person, 10);
        Assert.Equal(10, (await FindingAsync(person))!.Score);
        await app.Db(db => Rows(db, person).ExecuteUpdateAsync(set => set.SetProperty(row => row.OwnerToldAt, now - TimeSpan.FromDays(30))));
        await RecordAsync(person, 10);
        Assert.Null(await FindingAsync(person));
    }

    [Fact]
    public async Task What_was_settled_comes_up_again_when_it_rises_by_fifteen()
    {
        var person = await PersonAsync(places: 1);
        await RecordAsync(person, 60);
        var now = app.Clock.GetUtcNow();
        await app.Db(db => Rows(db, person).ExecuteUpdateAsync(set => set.SetProperty(row => row.SettledAt, now).SetProperty(row => row.SettledReason, "A couple, says support.")));
        await RecordAsync(person, 40);
        await RecordAsync(person, 74);
        var settled = (await FindingAsync(person))!;
        Assert.Equal((60, "A couple, says support."), (settled.Score, settled.SettledReason));
        await RecordAsync(person, 75);
        var again = (await FindingAsync(person))!;
        Assert.Equal((75, null, null), (again.Score, again.SettledAt, again.SettledReason));
    }

    [Fact]
    public async Task An_account_that_is_erased_meanwhile_leaves_no_finding()
    {
        var gone = new Person(Guid.CreateVersion7(), "gone@example.com", "");
        await RecordAsync(gone, 80);
        Assert.Null(await FindingAsync(gone));
    }

    [Fact]
    public async Task Two_nodes_at_once_look_at_each_account_once_an_hour()
    {
        await using var first = await PortalApp.StartAsync();
        await using var second = await PortalApp.StartAsync(database: first.Database);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await PersonAsync(places: 3, first);
        }

        var looked = await Race.RunAsync(4, number => RunAsync(number % 2 == 0 ? first : second));
        Assert.Equal(5, looked.Sum());
        Assert.Equal(5, await first.Db(db => db.SharedAccountFindings.CountAsync()));
        Assert.Equal(0, await RunAsync(second));
        first.Clock.Advance(SharedAccountsEvaluation.Interval);
        Assert.Equal(5, await RunAsync(first));
    }

    private static IQueryable<SharedAccountFinding> Rows(AccountPortal.Data.PortalDbContext db, Person person) => db.SharedAccountFindings.Where(row => row.UserId == person.Id);

    private static Task<int> RunAsync(PortalApp node) => node.Services.GetRequiredService<SharedAccountsEvaluation>().EvaluateAllAsync(CancellationToken.None);

    private Task<List<SessionTrace>> TracesAsync(Person person) => app.With((SessionTraces traces) => traces.OfAsync(person.Id, CancellationToken.None));

    private Task<SharedAccountFinding?> FindingAsync(Person person) => app.Db(db => Rows(db, person).AsNoTracking().SingleOrDefaultAsync());

    private Task<bool> RecordAsync(Person person, int score) => app.With(async (SharedAccountFindings findings) =>
    {
        await findings.RecordAsync(person.Id, new SharedAccountScore(score, [new FindingPart("devices", score, [])]), CancellationToken.None);
        return true;
    });

    /// <summary>Somebody who signed in each evening for ten days, on a computer and a phone of their own at each place, all at the same time.</summary>
    private async Task<Person> PersonAsync(int places, PortalApp? on = null)
    {
        var node = on ?? app;
        var (person, now) = (await node.NewPersonAsync(), node.Clock.GetUtcNow());
        var rows = Enumerable.Range(0, places).SelectMany(place => Enumerable.Range(0, 2).SelectMany(device =>
        {
            var id = Guid.CreateVersion7();
            return Enumerable.Range(0, 10).Select(day => Ended(person, now.AddDays(-day).AddMinutes(-30), id, Places[place], place, isPhone: device == 1));
        }));
        await node.Db(db =>
        {
            db.AddRange(rows);
            return db.SaveChangesAsync();
        });
        return person;
    }

    private static EndedSession Ended(Person person, DateTimeOffset at, Guid device, (string City, double Latitude, double Longitude, string Language) place, int number, bool isPhone) => new()
    {
        Id = Guid.CreateVersion7(),
        KeyHash = Guid.CreateVersion7().ToByteArray(),
        UserId = person.Id,
        CreatedAt = at,
        LastActiveAt = at.AddMinutes(20),
        EndedAt = at.AddMinutes(25),
        Reason = EndReason.SignedOut,
        Ip = System.Net.IPAddress.Parse($"203.0.113.{number + 1}"),
        Browser = "Chrome",
        Os = isPhone ? "Android" : "Windows",
        DeviceType = isPhone ? "phone" : "desktop",
        DeviceName = isPhone ? "Chrome on Android" : "Chrome on Windows",
        City = place.City,
        Latitude = place.Latitude,
        Longitude = place.Longitude,
        Language = place.Language,
        Network = $"AS{64500 + number}",
        KnownDeviceId = device,
    };
}
