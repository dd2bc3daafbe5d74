using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Demo;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Demo;

/// <summary>What the demo tells, as rows that were not saved.</summary>
public class DemoStoryTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 20, 0, TimeSpan.Zero);
    private static readonly string[] Networks = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"];
    private static readonly string[] Domains = [".test", ".example", "example.com", "example.net", "example.org"];

    [Fact]
    public void It_is_the_same_each_time()
    {
        Assert.Equal(Told(Tell(Now)), Told(Tell(Now)));

        static IEnumerable<object> Told(List<object> rows) => rows.OfType<SecurityEvent>().Select(row => (object)(row.Id, row.At, row.Kind, row.Outcome, row.AccountId, row.Ip, row.DeviceName));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(23.9)]
    public void It_fills_the_year_up_to_now_and_nothing_lies_ahead(double hours)
    {
        var now = Now.Date.AddHours(hours) is var at ? new DateTimeOffset(at, TimeSpan.Zero) : default;
        var rows = Tell(now);
        var events = rows.OfType<SecurityEvent>().Select(row => row.At).ToList();
        Assert.All(events, instant => Assert.InRange(instant, now.AddDays(-366), now));
        Assert.Equal(13, events.Append(now.AddDays(-364)).Select(instant => (instant.Year, instant.Month)).Distinct().Count());
        Assert.All(rows.OfType<Session>(), session => Assert.True(session.CreatedAt <= session.LastActiveAt && session.LastActiveAt <= now));
        Assert.All(rows.OfType<EndedSession>(), session => Assert.True(session.CreatedAt <= session.EndedAt && session.EndedAt <= now));
        Assert.All(rows.OfType<OutboxEmail>(), mail => Assert.True(mail.CreatedAt <= now));
    }

    [Fact]
    public void Addresses_of_any_kind_are_nobodys()
    {
        var rows = Tell(Now);
        Assert.All(DemoPeople.All, person => Assert.Contains(Domains, domain => person.Email.EndsWith(domain, StringComparison.Ordinal)));
        Assert.Equal(DemoPeople.All.Count(), DemoPeople.All.Select(person => person.Email).Distinct().Count());
        var ranges = Networks.Select(IPNetwork.Parse).ToList();
        var ips = rows.OfType<SecurityEvent>().Select(row => row.Ip).OfType<IPAddress>().Concat(rows.OfType<Session>().Select(row => row.Ip)).Distinct().ToList();
        Assert.NotEmpty(ips);
        Assert.All(ips, ip => Assert.Contains(ranges, range => range.Contains(ip)));
        // RFC 5398.
        Assert.All(rows.OfType<Session>(), row => Assert.InRange(int.Parse(row.Network![2..], System.Globalization.CultureInfo.InvariantCulture), 64496, 64511));
    }

    [Fact]
    public void No_account_can_be_signed_in_to_and_every_id_bears_the_mark()
    {
        var rows = Tell(Now);
        Assert.All(rows.OfType<Account>(), account => Assert.Null(account.PasswordHash));
        Assert.All(rows.Select(row => row.GetType().GetProperty("Id")?.GetValue(row)).OfType<Guid>(), id => Assert.EndsWith(DemoIds.Mark, id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_has_more_sessions_than_the_portal_allows_and_locked_accounts_have_none()
    {
        var rows = Tell(Now);
        var live = rows.OfType<Session>().CountBy(session => session.UserId).ToDictionary();
        Assert.All(live.Values, count => Assert.InRange(count, 1, new SessionSettings().MaxPerUser));
        var locked = rows.OfType<Account>().Where(account => account.LockedAt is not null).ToList();
        Assert.Equal(3, locked.Count);
        Assert.All(locked, account => Assert.DoesNotContain(account.Id, live.Keys));
    }

    [Fact]
    public void One_account_is_to_be_deleted_in_twelve_days_and_nobody_is_signed_in_to_it()
    {
        var rows = Tell(Now);
        var leaving = Assert.Single(rows.OfType<DeletionRequest>());
        Assert.Equal((TimeSpan.FromDays(12), new DeletionSettings().GracePeriod), (leaving.ExecuteAt - Now, leaving.ExecuteAt - leaving.RequestedAt));
        Assert.Contains(rows.OfType<SecurityEvent>(), happened => happened.AccountId == leaving.UserId && happened.Kind == EventKind.DeletionRequested);
        Assert.DoesNotContain(rows.OfType<Session>(), session => session.UserId == leaving.UserId);
    }

    [Fact]
    public void A_session_of_the_demo_is_sealed_as_any_other()
    {
        var session = Tell(Now).OfType<Session>().First();
        Assert.NotNull(app.Services.GetRequiredService<TicketSeal>().Open(session.Id, session.UserId, session.KeyHash, session.Ticket));
    }

    [Fact]
    public void Each_kind_of_event_that_is_told_has_words() => Assert.Empty(Tell(Now).OfType<SecurityEvent>().Select(row => row.Kind).Distinct().Except(EventWords.Kinds));

    private List<object> Tell(DateTimeOffset now)
    {
        var book = ActivatorUtilities.CreateInstance<DemoBook>(app.Services, now);
        ActivatorUtilities.CreateInstance<DemoStory>(app.Services, book).Tell(Guid.Empty);
        return book.Rows;
    }
}
