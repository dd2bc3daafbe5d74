using AccountPortal.SharedAccounts;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>Each part of the score, with a case for it and one against.</summary>
public class SharedAccountScoreTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Laptop = Guid.Parse("00000000-0000-7000-8000-000000000001");
    private static readonly Guid Desktop = Guid.Parse("00000000-0000-7000-8000-000000000002");

    [Fact]
    public void Two_computers_far_apart_at_the_same_time_count()
    {
        var part = Part("places-apart", Berlin(Laptop), Madrid(Desktop));
        Assert.Contains("at the same time", part!.Evidence["Example"], StringComparison.Ordinal);
        Assert.Contains("Madrid", part.Evidence["Example"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_places_a_flight_apart_do_not() =>
        Assert.Null(Part("places-apart", Berlin(Laptop), At(Madrid(Desktop), 9)));

    [Fact]
    public void Neither_does_a_network_over_which_one_device_jumps() =>
        Assert.Null(Part("places-apart", Berlin(Laptop), At(Madrid(Laptop), 1), At(Madrid(Desktop), 1.2)));

    [Fact]
    public void Neither_does_a_hosting_network() =>
        Assert.Null(Part("places-apart", Berlin(Laptop), Madrid(Desktop) with { Network = "AS9009" }));

    [Fact]
    public void Two_computers_on_two_networks_within_minutes_count_also_without_places() =>
        Assert.NotNull(Part("networks-at-once", Berlin(Laptop), NoPlace(Madrid(Desktop))));

    [Fact]
    public void On_one_network_they_do_not() =>
        Assert.Null(Part("networks-at-once", Berlin(Laptop), Berlin(Desktop)));

    [Fact]
    public void Devices_that_never_meet_count()
    {
        var (one, other) = (Days(day => At(Berlin(Laptop), 24 * day)), Days(day => At(Madrid(Desktop), (24 * day) + 10)));
        Assert.NotNull(Part("households", [.. one, .. other]));
        Assert.NotNull(Part("households", [.. one.Concat(other).Select(NoPlace)]));
    }

    [Fact]
    public void Devices_that_met_once_do_not() =>
        Assert.Null(Part("households", [.. Days(day => At(Berlin(Laptop), 24 * day)), .. Days(day => At(Madrid(Desktop), (24 * day) + 10)), At(Berlin(Desktop), 500)]));

    [Fact]
    public void Six_devices_in_a_week_count_and_three_do_not()
    {
        Assert.NotNull(Part("devices", [.. Many(6)]));
        Assert.Null(Part("devices", [.. Many(3)]));
    }

    [Fact]
    public void A_browser_that_keeps_no_cookies_is_one_device() =>
        Assert.Null(Part("devices", [.. Days(day => At(Berlin(Id(day)), day))]));

    [Fact]
    public void Three_devices_within_an_hour_count_and_over_a_day_do_not()
    {
        Assert.NotNull(Part("devices-at-once", [.. Many(3)]));
        Assert.Null(Part("devices-at-once", [.. Many(3).Select((trace, number) => At(trace, number * 3))]));
    }

    [Fact]
    public void Two_languages_count_and_one_does_not()
    {
        Assert.NotNull(Part("languages", Berlin(Laptop), Berlin(Desktop) with { Language = "es" }));
        Assert.Null(Part("languages", Berlin(Laptop), Berlin(Desktop)));
    }

    [Fact]
    public void Use_around_the_clock_counts_and_use_by_day_does_not()
    {
        Assert.NotNull(Part("no-rest", [.. Enumerable.Range(0, 48).Select(hour => At(Berlin(Laptop), hour))]));
        Assert.Null(Part("no-rest", [.. Enumerable.Range(0, 48).Select(hour => At(Berlin(Laptop), (24 * hour) + (hour % 12)))]));
    }

    [Fact]
    public void More_sessions_than_one_person_opens_count()
    {
        Assert.NotNull(Part("sessions", [.. Enumerable.Range(0, 170).Select(number => At(Berlin(Laptop), number))]));
        Assert.Null(Part("sessions", [.. Enumerable.Range(0, 70).Select(number => At(Berlin(Laptop), number))]));
    }

    [Fact]
    public void No_session_and_no_evidence_make_no_score()
    {
        Assert.Equal(0, SharedAccountScore.Of([]).Value);
        Assert.Equal(0, SharedAccountScore.Of([Berlin(Laptop)]).Value);
    }

    private static FindingPart? Part(string kind, params SessionTrace[] traces) => SharedAccountScore.Of(traces).Parts.SingleOrDefault(part => part.Kind == kind);

    private static IEnumerable<SessionTrace> Days(Func<int, SessionTrace> make) => Enumerable.Range(0, 14).Select(make);

    private static IEnumerable<SessionTrace> Many(int count) =>
        Enumerable.Range(0, count).Select(number => Berlin(Id(number)) with { Browser = $"Browser {number}" });

    private static Guid Id(int number) => Guid.Parse($"00000000-0000-7000-8000-0000000001{number:00}");

    private static SessionTrace NoPlace(SessionTrace trace) => trace with { Country = null, City = null, Latitude = null, Longitude = null };

    private static SessionTrace At(SessionTrace trace, double hours) => trace with { From = trace.From.AddHours(hours), To = trace.To.AddHours(hours) };

    private static SessionTrace Madrid(Guid device) => Berlin(device) with { Country = "ES", City = "Madrid", Latitude = 40.42, Longitude = -3.70, Network = "AS3352" };

    private static SessionTrace Berlin(Guid device) => new()
    {
        From = Monday,
        To = Monday.AddMinutes(10),
        DeviceId = device,
        Browser = "Chrome",
        Os = "Windows",
        DeviceType = "desktop",
        Language = "de",
        Country = "DE",
        City = "Berlin",
        Latitude = 52.52,
        Longitude = 13.40,
        Network = "AS3320",
    };
}
