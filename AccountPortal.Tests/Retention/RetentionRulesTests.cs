using System.Net;
using AccountPortal.Activity;
using AccountPortal.Devices;
using AccountPortal.EmailVerification;
using AccountPortal.Export;
using AccountPortal.Mail;
using AccountPortal.Passkeys;
using AccountPortal.Retention;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.StepUp;
using AccountPortal.Tests.Saml;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Retention;

/// <summary>Each rule: what is a second too young stays, what is a second older goes, and nothing else does.</summary>
public class RetentionRulesTests(QuietPortal portal) : IClassFixture<QuietPortal>, IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly RetentionSettings settings = new();
    private readonly PortalApp app = portal.App;

    private DateTimeOffset Now => app.Clock.GetUtcNow();

    public Task InitializeAsync() => portal.EmptyAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ASVS_14_2_7_Events_go_after_their_time()
    {
        var person = await app.NewPersonAsync();
        await BoundaryAsync("security-events", settings.SecurityEvents, at => Event(person, EventKind.SignIn, at));
    }

    [Fact]
    public async Task What_later_events_are_judged_by_stays()
    {
        var person = await app.NewPersonAsync();
        var old = Now - settings.SecurityEvents;
        SecurityEvent[] kept = [Event(person, EventKind.PasswordReset, old.AddDays(-1)), Event(person, EventKind.TwoFactorOn, old.AddDays(-2))];
        await app.Db(db =>
        {
            db.AddRange(kept);
            db.AddRange(
                Event(person, EventKind.PasswordChanged, old.AddDays(-3)), Event(person, EventKind.TwoFactorOff, old.AddDays(-4)), Event(person, EventKind.TwoFactorOn, old.AddDays(-5)),
                // Of an account that is gone nothing is judged.
                Event(new Person(Guid.CreateVersion7(), "", ""), EventKind.PasswordReset, old.AddDays(-1)));
            return db.SaveChangesAsync();
        });
        Assert.Equal(4, await app.ApplyAsync("security-events"));
        Assert.Equal(kept.Select(row => row.Id).Order(), (await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).Select(row => row.Id).ToListAsync())).Order());
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2::7", "2001:db8:1::/48")]
    public async Task Addresses_of_events_are_cut_and_later_removed(string address, string cut)
    {
        var person = await app.NewPersonAsync();
        var happened = Event(person, EventKind.SignIn, Now, address);
        await AddAsync(happened);
        Task<string> AddressAsync() => app.SqlAsync<string>("select coalesce(host(ip) || '/' || masklen(ip), 'none') || ' ' || coalesce(city, 'none') || ' ' || coalesce(network, 'none') from security_events where id = $1", happened.Id);
        app.Clock.Advance(settings.IpCutAfter - Second);
        Assert.Equal(0, await app.ApplyAsync("event-addresses-cut"));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync("event-addresses-cut"));
        Assert.Equal(0, await app.ApplyAsync("event-addresses-cut"));
        Assert.Equal($"{cut} Berlin {happened.Network}", await AddressAsync());
        Assert.Equal(cut, CutAddress.Text((await app.Db(db => db.SecurityEvents.SingleAsync(row => row.Id == happened.Id))).Ip!));
        app.Clock.Advance(settings.IpRemovedAfter - settings.IpCutAfter - Second);
        Assert.Equal(0, await app.ApplyAsync("event-addresses-removed"));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync("event-addresses-removed"));
        Assert.Equal(0, await app.ApplyAsync("event-addresses-removed"));
        Assert.Equal("none none none", await AddressAsync());
    }

    [Fact]
    public async Task An_internet_provider_stays_when_the_address_goes()
    {
        var person = await app.NewPersonAsync();
        var happened = Event(person, EventKind.SignIn, Now - settings.IpRemovedAfter, network: "AS3320");
        await AddAsync(happened);
        // Whole addresses too: the other rule may have failed all the while.
        Assert.Equal(1, await app.ApplyAsync("event-addresses-removed"));
        var row = await app.Db(db => db.SecurityEvents.SingleAsync(row => row.Id == happened.Id));
        Assert.Equal((null, null, "AS3320", "DE", happened.DeviceName), (row.Ip, row.City, row.Network, row.Country, row.DeviceName));
    }

    [Fact]
    public async Task Ended_sessions_go_after_their_time()
    {
        var person = await app.NewPersonAsync();
        await BoundaryAsync("ended-sessions", settings.EndedSessions, at => Ended(person, at));
    }

    [Fact]
    public async Task Addresses_of_ended_sessions_that_are_kept_for_longer_are_cut()
    {
        var person = await app.NewPersonAsync();
        await AddAsync(Ended(person, Now));
        app.Clock.Advance(settings.IpCutAfter - Second);
        Assert.Equal(0, await app.ApplyAsync("ended-session-addresses-cut"));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync("ended-session-addresses-cut"));
        Assert.Equal("203.0.113.0/24", CutAddress.Text(await app.Db(db => db.EndedSessions.Where(row => row.UserId == person.Id).Select(row => row.Ip).SingleAsync())));
    }

    [Fact]
    public async Task A_session_whose_time_is_over_ends_though_its_browser_never_comes_back()
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person);
        await app.SignInAsync(person, remember: true);
        app.Clock.Advance(TimeSpan.FromMinutes(30) - Second);
        Assert.Equal(0, await app.ApplyAsync("overdue-sessions"));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync("overdue-sessions"));
        Assert.Equal(EndReason.Idle, await app.Db(db => db.EndedSessions.Where(row => row.UserId == person.Id).Select(row => row.Reason).SingleAsync()));
        Assert.True(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Remembered).SingleAsync()));
    }

    [Fact]
    public async Task Mails_go_after_they_were_sent_or_given_up_and_waiting_ones_never()
    {
        await AddAsync(Mail(Now, null));
        await BoundaryAsync("mails", settings.Mails, at => Mail(at.AddDays(-1), at));
        await BoundaryAsync("mails", settings.Mails, at => Mail(at.AddDays(-1), null, failedAt: at));
        Assert.Equal(1, await app.Db(db => db.OutboxEmails.CountAsync()));
    }

    [Fact]
    public async Task Devices_go_that_nobody_uses()
    {
        var person = await app.NewPersonAsync();
        await BoundaryAsync("known-devices", settings.KnownDevices, at => Device(person, at));
    }

    [Fact]
    public async Task A_device_that_is_trusted_or_signed_in_stays()
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person);
        await app.Db(db => db.KnownDevices.ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, Now - settings.KnownDevices)));
        var trusted = Device(person, Now - settings.KnownDevices);
        trusted.TrustedUntil = Now + Second;
        await AddAsync(trusted);
        Assert.Equal(0, await app.ApplyAsync("known-devices"));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync("known-devices"));
        Assert.Equal(1, await app.Db(db => db.KnownDevices.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Networks_go_that_a_device_is_no_longer_used_from()
    {
        var device = Device(await app.NewPersonAsync(), Now);
        await AddAsync(device);
        var number = 0;
        await BoundaryAsync("device-networks", settings.KnownDevices, at => new DeviceNetwork { DeviceId = device.Id, Network = $"AS{number++}", FirstSeenAt = at, LastSeenAt = at });
    }

    [Fact]
    public async Task Links_go_a_day_after_they_expired_and_used_ones_after_four_weeks()
    {
        var person = await app.NewPersonAsync();
        EmailToken Token(DateTimeOffset expiresAt, DateTimeOffset? usedAt) => new()
        {
            Id = Guid.CreateVersion7(), UserId = person.Id, Email = person.Email, TokenHash = Hash(), Purpose = TokenPurpose.ResetPassword,
            CreatedAt = expiresAt.AddHours(-1), ExpiresAt = expiresAt, UsedAt = usedAt,
        };
        await BoundaryAsync("mailed-links", TimeSpan.FromDays(1), at => Token(at, null));
        await BoundaryAsync("mailed-links", TimeSpan.FromDays(28), at => Token(at, at));
    }

    [Fact]
    public Task Counters_go_an_hour_after_they_are_free() => BoundaryAsync("throttles", TimeSpan.FromHours(1), at => new Throttle { Name = Hash(), FreeAt = at });

    [Fact]
    public Task Challenges_go_when_they_are_over() => BoundaryAsync("spent-challenges", TimeSpan.Zero, at => new SpentChallenge { Hash = Hash(), ExpiresAt = at });

    [Fact]
    public async Task Forms_go_when_they_are_over()
    {
        var person = await app.NewPersonAsync();
        var session = await (await app.SignInAsync(person, remember: true)).SessionIdInDatabaseAsync(app, person);
        await BoundaryAsync("kept-forms", TimeSpan.Zero, at => new KeptForm { Id = Guid.CreateVersion7(), SessionId = session, UserId = person.Id, CreatedAt = at, ExpiresAt = at, Content = [1] });
    }

    [Theory]
    [InlineData(ExportState.Fetched, true)]
    [InlineData(ExportState.Expired, true)]
    [InlineData(ExportState.Failed, true)]
    [InlineData(ExportState.Ready, false)]
    [InlineData(ExportState.Running, false)]
    public async Task Exports_go_that_are_done_with(string state, bool goes)
    {
        var person = await app.NewPersonAsync();
        DataExport Export(DateTimeOffset at) => new() { Id = Guid.CreateVersion7(), UserId = person.Id, RequestedAt = at, State = state };
        if (goes)
        {
            await BoundaryAsync("data-exports", settings.DataExports, Export);
            return;
        }

        await AddAsync(Export(Now - settings.DataExports));
        Assert.Equal(0, await app.ApplyAsync("data-exports"));
    }

    [Fact]
    public async Task Sign_ins_through_companies_that_were_begun_go_soon_and_answered_ones_later()
    {
        var company = await TestCompany.StartAsync(app);
        SamlRequest Request(DateTimeOffset expiresAt, bool isAnswered) => new()
        {
            IdHash = Hash(), ProviderId = company.Id, BrowserHash = Hash(), RelayHash = Hash(), Purpose = SamlPurpose.SignIn, ForcedAuthentication = false, Version = 1,
            SentAt = expiresAt - SamlRequest.Lifetime, ExpiresAt = expiresAt, UsedAt = isAnswered ? expiresAt : null,
        };
        await AddAsync(Request(Now - TimeSpan.FromDays(1), isAnswered: true));
        await BoundaryAsync("saml-requests", TimeSpan.FromHours(1), at => Request(at, isAnswered: false));
        await BoundaryAsync("saml-requests", TimeSpan.FromDays(2), at => Request(at, isAnswered: true));
        Assert.Equal(1, await app.Db(db => db.SamlRequests.CountAsync()));
    }

    [Fact]
    public async Task Runs_go_but_for_the_last_of_each_rule()
    {
        RetentionRun Run(string rule, DateTimeOffset at) => new() { Id = Guid.CreateVersion7(), Rule = rule, StartedAt = at, EndedAt = at, Rows = 1 };
        await AddAsync(Run("old", Now - settings.Runs), Run("old", Now - settings.Runs - Second), Run("used", Now));
        Assert.Equal(1, await app.ApplyAsync("retention-runs"));
        await BoundaryAsync("retention-runs", settings.Runs, at => Run("used", at));
        Assert.Equal(["old"], await app.Db(db => db.RetentionRuns.Where(run => run.StartedAt <= Now - settings.Runs && run.Rule != "retention-runs").Select(run => run.Rule).ToListAsync()));
    }

    [Fact]
    public async Task More_rows_than_a_portion_go_in_one_run_and_those_that_stay_between_them_stay()
    {
        var (person, old) = (await app.NewPersonAsync(), Now - settings.SecurityEvents);
        var kept = Event(person, EventKind.TwoFactorOn, old.AddMinutes(-RetentionStep.PortionSize));
        await AddAsync([kept, .. Enumerable.Range(0, (2 * RetentionStep.PortionSize) + 1).Select(minute => Event(person, EventKind.SignIn, old.AddMinutes(-minute)))]);
        Assert.Equal((2 * RetentionStep.PortionSize) + 1, await app.ApplyAsync("security-events"));
        Assert.Equal(kept.Id, await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).Select(row => row.Id).SingleAsync()));
        // All in the same instant: the walk goes on where it stopped, and not over it.
        await AddAsync([.. Enumerable.Range(0, RetentionStep.PortionSize + 1).Select(_ => new SpentChallenge { Hash = Hash(), ExpiresAt = Now })]);
        Assert.Equal(RetentionStep.PortionSize + 1, await app.ApplyAsync("spent-challenges"));
    }

    [Fact]
    public async Task Rows_that_a_request_holds_are_left_for_the_next_round()
    {
        var (held, free) = (new SpentChallenge { Hash = Hash(), ExpiresAt = Now }, new SpentChallenge { Hash = Hash(), ExpiresAt = Now });
        await AddAsync(held, free);
        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("select from spent_challenges where hash = $1 for update", held.Hash);
            Assert.Equal(1, await app.ApplyAsync("spent-challenges"));
        }

        Assert.Equal(1, await app.ApplyAsync("spent-challenges"));
    }

    [Fact]
    public async Task A_device_of_an_account_that_signs_in_at_this_moment_is_left_for_the_next_round()
    {
        var person = await app.NewPersonAsync();
        await AddAsync(Device(person, Now - settings.KnownDevices));
        await using (var hold = await Hold.StartAsync(app))
        {
            await hold.RunAsync("select from users where id = $1 for no key update", person.Id);
            Assert.Equal(0, await app.ApplyAsync("known-devices"));
        }

        Assert.Equal(1, await app.ApplyAsync("known-devices"));
    }

    [Fact]
    public async Task No_rule_walks_through_a_whole_table()
    {
        await using var connection = new NpgsqlConnection(app.Database.ConnectionString);
        await connection.OpenAsync();
        // The tables are empty here. What is left with these turned off has no index that leads through its rows in their order.
        await using (var prefer = new NpgsqlCommand("set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off", connection))
        {
            await prefer.ExecuteNonQueryAsync();
        }

        var steps = app.Services.GetRequiredService<RetentionCatalogue>().Rules.SelectMany(rule => rule.Steps.OfType<TableStep>().Select(step => (rule.Name, step))).ToList();
        Assert.True(steps.Count > 15);
        foreach (var (name, step) in steps)
        {
            await using var command = new NpgsqlCommand($"explain {step.Statement(isFirst: true)}", connection);
            foreach (var (parameter, value) in new (string, object)[] { ("until", Now), ("now", Now), ("size", RetentionStep.PortionSize), ("end", EventId.FirstAt(Now)) })
            {
                command.Parameters.AddWithValue(parameter, value);
            }

            await using var reader = await command.ExecuteReaderAsync();
            var plan = new List<string>();
            while (await reader.ReadAsync())
            {
                plan.Add(reader.GetString(0));
            }

            // The cursor's own sort is over one portion.
            var walk = plan.TakeWhile(line => !line.Contains("CTE changed", StringComparison.Ordinal)).ToList();
            Assert.True(!plan.Exists(line => line.Contains("Seq Scan on", StringComparison.Ordinal)) && !walk.Exists(line => line.Contains("Sort", StringComparison.Ordinal)), $"{name}:\n{string.Join('\n', plan)}");
        }
    }

    private async Task BoundaryAsync(string rule, TimeSpan keptFor, Func<DateTimeOffset, object> row)
    {
        await AddAsync(row(Now - keptFor), row(Now - keptFor + Second));
        Assert.Equal(1, await app.ApplyAsync(rule));
        Assert.Equal(0, await app.ApplyAsync(rule));
        app.Clock.Advance(Second);
        Assert.Equal(1, await app.ApplyAsync(rule));
        var run = (await app.RunsAsync(rule)).Last();
        Assert.Equal((1, null), (run.Rows, run.Error));
    }

    private Task<int> AddAsync(params object[] rows) => app.Db(db =>
    {
        db.AddRange(rows);
        return db.SaveChangesAsync();
    });

    private static SecurityEvent Event(Person person, string kind, DateTimeOffset at, string address = "203.0.113.7", string? network = null) => new()
    {
        Id = Guid.CreateVersion7(at), At = at, Kind = kind, Outcome = EventOutcome.Success, AccountId = person.Id, ActorId = person.Id, SessionId = Guid.CreateVersion7(),
        Ip = IPAddress.Parse(address), DeviceName = "Firefox on Windows", City = "Berlin", Country = "DE", Network = network ?? $"{address}/24",
    };

    private static EndedSession Ended(Person person, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at), KeyHash = Hash(), UserId = person.Id, CreatedAt = at.AddHours(-1), LastActiveAt = at.AddMinutes(-30), EndedAt = at, Reason = EndReason.Idle,
        Ip = IPAddress.Parse("203.0.113.7"), Browser = "Firefox", Os = "Windows", DeviceType = "desktop", DeviceName = "Firefox on Windows",
    };

    private static OutboxEmail Mail(DateTimeOffset at, DateTimeOffset? sentAt, DateTimeOffset? failedAt = null) => new()
    {
        Id = Guid.CreateVersion7(at), CreatedAt = at, To = "a@example.com", Subject = "A mail", MessageId = "<a@example.com>", Attempts = 1,
        NextAttemptAt = at.AddDays(1000), SentAt = sentAt, FailedAt = failedAt,
    };

    private static KnownDevice Device(Person person, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at), UserId = person.Id, KeyHash = Hash(), Browser = "Firefox", Os = "Windows", DeviceType = "desktop", DeviceName = "Firefox on Windows",
        FirstSeenAt = at, LastSeenAt = at,
    };

    private static byte[] Hash() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
}

internal static class BrowserSessions
{
    public static Task<Guid> SessionIdInDatabaseAsync(this Browser browser, PortalApp app, Person person) =>
        app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Id).SingleAsync());
}
