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
    public void Devices_that_met_at_a_sign_in_do_not_either() =>
        Assert.Null(Part("households", [.. Days(day => At(Berlin(Laptop), 24 * day)), .. Days(day => At(SignedIn(Madrid(Desktop), Berlin(Desktop)), (24 * day) + 10))]));

    [Fact]
    public void Devices_that_went_different_ways_count_and_those_that_went_the_same_do_not()
    {
        SessionTrace[] Commuter(Guid device, string home, string office) =>
            [.. Days(day => At(Berlin(device), 24 * day) with { Network = office }), .. Days(day => At(Berlin(device), (24 * day) + 8) with { Network = home })];
        Assert.NotNull(Part("ways-apart", [.. Commuter(Laptop, "AS1", "AS2"), .. Commuter(Desktop, "AS3", "AS2")]));
        Assert.Null(Part("ways-apart", [.. Commuter(Laptop, "AS1", "AS2"), .. Commuter(Desktop, "AS1", "AS2")]));
        Assert.Null(Part("ways-apart", [.. Commuter(Laptop, "AS1", "AS2"), .. Commuter(Desktop, "AS3", "AS3")]));
    }

    [Fact]
    public void Where_a_session_was_opened_and_where_it_moved_counts_like_where_it_ended()
    {
        var ways = Days(day => SignedIn(At(Berlin(Laptop), 24 * day) with { Network = "AS1" }, Berlin(Laptop) with { Network = "AS2" }))
            .Concat(Days(day => SignedIn(At(Berlin(Desktop), 24 * day) with { Network = "AS3" }, Berlin(Laptop) with { Network = "AS4" })));
        Assert.NotNull(Part("ways-apart", [.. ways]));
    }

    [Fact]
    public void Two_homes_of_one_provider_count_where_each_keeps_its_address_and_met_devices_do_not()
    {
        SessionTrace[] Of(int first, int second) =>
            [.. Days(day => At(Berlin(Laptop), 24 * day) with { Line = new Line(false, first * day) }), .. Days(day => At(Berlin(Desktop), (24 * day) + 10) with { Line = new Line(false, 1000 + (second * day)) })];
        Assert.NotNull(Part("households", Of(first: 0, second: 0)));
        Assert.Null(Part("households", Of(first: 1, second: 0)));
        Assert.Null(Part("households", [.. Of(first: 0, second: 0), At(Berlin(Laptop), 200) with { Line = new Line(false, 1000) }]));
        Assert.Null(Part("households", [.. Of(first: 0, second: 0).Select(trace => trace.DeviceId == Laptop ? trace with { Line = new Line(true, 5) } : trace)]));
    }

    [Fact]
    public void Devices_that_were_never_behind_one_line_count_and_those_that_were_once_do_not()
    {
        SessionTrace[] On(Guid device, int line) => [.. Days(day => At(Berlin(device), (24 * day) + 8) with { Line = new Line(false, line) })];
        Assert.Contains("2 groups", Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 2)])!.Evidence["Groups"], StringComparison.Ordinal);
        Assert.Null(Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 1)]));
        Assert.Null(Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 2), At(Berlin(Laptop), 500) with { Line = new Line(false, 2) }]));
        Assert.Null(Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 1).Select(trace => trace with { City = "Potsdam" })]));
    }

    [Fact]
    public void Lines_that_are_not_known_lines_of_one_day_and_those_of_a_vpn_say_nothing()
    {
        SessionTrace[] laptop = [.. Days(day => At(Berlin(Laptop), (24 * day) + 8) with { Line = new Line(false, 1) })];
        SessionTrace[] desktop = [.. Days(day => At(Berlin(Desktop), (24 * day) + 8) with { Line = new Line(false, 2) })];
        int Points(params SessionTrace[] traces) => Part("lines-apart", traces)!.Points;
        Assert.Equal(Points(laptop), Points([.. laptop, .. desktop.Select(trace => trace with { Line = null })]));
        Assert.Equal(Points(laptop), Points([.. laptop, desktop[0]]));
        Assert.Equal(Points(laptop), Points([.. laptop, .. desktop.Select((trace, day) => Vpn(trace, day))]));
        Assert.True(Points(laptop) < Points([.. laptop, .. desktop]));
        static SessionTrace Vpn(SessionTrace trace, int day) => (day % 2 == 0 ? trace : At(Madrid(Desktop), (24 * (day - 1)) + 9)) with { Network = "AS64999", Line = new Line(false, 2) };
    }

    [Fact]
    public void Two_phones_behind_one_address_of_a_carrier_have_not_met_and_with_a_computer_they_have()
    {
        SessionTrace[] On(Guid device, int line) => [.. Days(day => Phone(At(Berlin(device), (24 * day) + 8)) with { Line = new Line(false, line) })];
        Assert.NotNull(Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 1)]));
        var withComputer = Part("lines-apart", [.. On(Laptop, 1), .. On(Desktop, 1), .. Days(day => At(Berlin(Id(99)), (24 * day) + 8) with { Line = new Line(false, 1) })])!;
        Assert.Contains("1 group ", withComputer.Evidence["Groups"], StringComparison.Ordinal);
    }

    [Fact]
    public void Computers_that_never_shared_a_line_count_at_weekends_and_an_old_one_and_a_new_one_do_not()
    {
        SessionTrace[] On(Guid device, int line, int from, int every) =>
            [.. Enumerable.Range(0, 4).Select(number => At(Berlin(device), 24 * (from + (number * every))) with { Line = new Line(false, line) })];
        int Points(params SessionTrace[] traces) => Part("lines-apart", traces)!.Points;
        // From a Saturday on, each Saturday; or each Monday.
        var atWeekends = Points([.. On(Laptop, 1, from: 5, every: 7), .. On(Desktop, 2, from: 5, every: 7)]);
        Assert.True(atWeekends > Points([.. On(Laptop, 1, from: 5, every: 7), .. On(Desktop, 2, from: 0, every: 7)]));
        Assert.True(atWeekends > Points([.. On(Laptop, 1, from: 5, every: 1), .. On(Desktop, 2, from: 12, every: 1)]));
    }

    [Fact]
    public void Computers_at_home_beside_each_other_count_and_an_old_one_and_a_new_one_do_not()
    {
        SessionTrace[] Evenings(Guid device, int from) => [.. Days(day => At(Berlin(device), (24 * (day + from)) + 8))];
        Assert.NotNull(Part("computers-at-home", [.. Evenings(Laptop, 0), .. Evenings(Desktop, 0)]));
        Assert.Null(Part("computers-at-home", [.. Evenings(Laptop, 0), .. Evenings(Desktop, 10)]));
    }

    [Fact]
    public void Computers_on_many_networks_count_and_on_three_they_do_not()
    {
        SessionTrace[] On(int networks) => [.. Enumerable.Range(0, networks).Select(number => At(Berlin(Laptop), 24 * number) with { Network = $"AS{64500 + number}" })];
        Assert.NotNull(Part("computer-networks", On(6)));
        Assert.Null(Part("computer-networks", On(3)));
        Assert.Null(Part("computer-networks", [.. On(6).Select(Phone)]));
    }

    [Fact]
    public void Two_computers_on_two_networks_in_one_evening_count_and_on_one_network_do_not()
    {
        Assert.NotNull(Part("evenings-apart", At(Berlin(Laptop), 8), At(Madrid(Desktop), 10)));
        Assert.Null(Part("evenings-apart", At(Berlin(Laptop), 8), At(Berlin(Desktop), 10)));
        Assert.Null(Part("evenings-apart", At(Berlin(Laptop), 8), At(Madrid(Desktop), 32)));
    }

    [Fact]
    public void By_day_in_the_week_they_do_not() =>
        Assert.Null(Part("evenings-apart", Berlin(Laptop), At(Madrid(Desktop), 2)));

    [Fact]
    public void Without_places_weekends_count_and_evenings_do_not()
    {
        Assert.NotNull(Part("evenings-apart", At(NoPlace(Berlin(Laptop)), 120), At(NoPlace(Madrid(Desktop)), 122)));
        Assert.Null(Part("evenings-apart", At(NoPlace(Berlin(Laptop)), 8), At(NoPlace(Madrid(Desktop)), 10)));
    }

    [Fact]
    public void Two_phones_that_never_share_a_network_count_in_the_evenings_and_an_old_one_and_a_new_one_do_not()
    {
        var (one, other) = (Days(day => Phone(At(Berlin(Laptop), (24 * day) + 8))), Days(day => Phone(At(Berlin(Desktop), (24 * day) + 9)) with { Network = "AS6805" }));
        Assert.Contains("two such phones on 14 evenings", Part("evenings-apart", [.. one, .. other])!.Evidence["Phones"], StringComparison.Ordinal);
        Assert.Null(Part("evenings-apart", [.. one, .. other.Select(trace => At(trace, 24 * 14))]));
        Assert.Null(Part("evenings-apart", [.. one, .. other, .. Days(day => Phone(At(Berlin(Desktop), (24 * day) + 4)))]));
    }

    [Fact]
    public void A_phone_and_a_computer_that_never_share_a_network_count_in_the_evenings()
    {
        var (laptop, phone) = (Days(day => At(Berlin(Laptop), (24 * day) + 8)), Days(day => Phone(At(Berlin(Desktop), (24 * day) + 9)) with { Network = "AS6805" }));
        Assert.NotNull(Part("evenings-apart", [.. laptop, .. phone]));
        Assert.Null(Part("evenings-apart", [.. laptop, .. phone, .. Days(day => Phone(At(Berlin(Desktop), 24 * day)))]));
    }

    [Fact]
    public void Five_computers_in_a_week_count_and_two_do_not()
    {
        Assert.NotNull(Part("devices", [.. Many(5)]));
        Assert.Null(Part("devices", [.. Many(2)]));
    }

    [Fact]
    public void Two_phones_in_a_week_count_and_one_does_not()
    {
        Assert.NotNull(Part("devices", Phone(Berlin(Laptop)), Phone(Berlin(Desktop))));
        Assert.Null(Part("devices", Phone(Berlin(Laptop)), Berlin(Desktop)));
    }

    [Fact]
    public void A_browser_that_keeps_no_cookies_is_one_device() =>
        Assert.Null(Part("devices", [.. Days(day => At(Berlin(Id(day)), day))]));

    [Fact]
    public void Five_sessions_side_by_side_count_and_one_after_the_other_do_not()
    {
        Assert.NotNull(Part("devices-at-once", [.. Many(5)]));
        Assert.Null(Part("devices-at-once", [.. Many(5).Select((trace, number) => At(trace, number * 3))]));
    }

    [Fact]
    public void Two_phones_at_the_same_time_count_and_an_hour_apart_do_not()
    {
        Assert.NotNull(Part("devices-at-once", Phone(Berlin(Laptop)), Phone(Berlin(Desktop))));
        Assert.Null(Part("devices-at-once", Phone(Berlin(Laptop)), At(Phone(Berlin(Desktop)), 2)));
    }

    [Fact]
    public void Devices_that_meet_on_one_network_take_points_off_and_those_that_do_not_take_none()
    {
        var meeting = Many(4).Concat(Many(4).Select(trace => At(trace, 24))).ToArray();
        Assert.InRange(Part("one-home", meeting)!.Points, -48, -1);
        Assert.Null(Part("one-home", [.. meeting.Select((trace, number) => trace with { Network = $"AS{64500 + (number % 4)}" })]));
    }

    [Fact]
    public void A_device_that_jumps_takes_points_off_and_one_that_travels_takes_none()
    {
        Assert.InRange(Part("jumping-networks", Berlin(Laptop), At(Madrid(Laptop), 1))!.Points, -20, -1);
        Assert.Null(Part("jumping-networks", Berlin(Laptop), At(Madrid(Laptop), 9)));
    }

    [Fact]
    public void A_session_that_ends_far_from_its_sign_in_jumps_where_the_account_knows_the_city()
    {
        var jump = SignedIn(Berlin(Laptop), Madrid(Laptop));
        Assert.InRange(Part("jumping-networks", jump, At(Madrid(Desktop), 240))!.Points, -20, -1);
        Assert.Null(Part("jumping-networks", jump));
        Assert.Null(Part("jumping-networks", SignedIn(At(Berlin(Laptop), 9) with { From = Monday }, Madrid(Laptop)), At(Madrid(Desktop), 240)));
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
        Assert.NotNull(Part("sessions", [.. Enumerable.Range(0, 150).Select(number => At(Berlin(Laptop), 12 * number))]));
        Assert.Null(Part("sessions", [.. Enumerable.Range(0, 40).Select(number => At(Berlin(Laptop), 12 * number))]));
    }

    [Fact]
    public void More_sessions_a_day_than_one_person_opens_count()
    {
        SessionTrace[] Each(int sessions) => [.. Enumerable.Range(0, 14).SelectMany(day => Enumerable.Range(0, sessions).Select(number => At(Berlin(Laptop), (24 * day) + number)))];
        Assert.NotNull(Part("sessions", [.. Each(4).Take(40)]));
        Assert.Null(Part("sessions", [.. Each(2)]));
    }

    [Fact]
    public void Computers_at_two_places_in_their_evenings_count_and_one_that_took_the_place_of_another_does_not()
    {
        var (one, other) = (Days(day => At(Berlin(Laptop), (24 * day) + 8)), Days(day => At(Berlin(Desktop), (24 * day) + 8) with { City = "Potsdam" }));
        Assert.Contains("at 2 places", Part("homes-apart", [.. one, .. other])!.Evidence["Networks"], StringComparison.Ordinal);
        Assert.Null(Part("homes-apart", [.. one, .. other.Select(trace => At(trace, 24 * 14))]));
        Assert.Null(Part("homes-apart", [.. one, .. Days(day => At(Berlin(Desktop), 24 * day)).Where((_, day) => day % 7 < 5).Select(trace => trace with { City = "Potsdam" })]));
    }

    [Fact]
    public void Phones_in_two_cities_in_their_evenings_count()
    {
        var (one, other) = (Days(day => Phone(At(Berlin(Laptop), (24 * day) + 8))), Days(day => Phone(At(Berlin(Desktop), (24 * day) + 8)) with { City = "Potsdam" }));
        Assert.Contains("in 2 cities", Part("homes-apart", [.. one, .. other])!.Evidence["Cities"], StringComparison.Ordinal);
        Assert.True(Part("homes-apart", [.. one, .. other])!.Points > Part("homes-apart", [.. one.Concat(other).Select(trace => trace with { DeviceType = "desktop" })])!.Points);
    }

    [Fact]
    public void Much_use_takes_points_off_and_little_takes_none()
    {
        var much = Enumerable.Range(0, 5).SelectMany(device => Days(day => At(Berlin(Id(device)), 24 * day))).ToArray();
        Assert.InRange(Part("amount-of-use", much)!.Points, -50, -1);
        Assert.Null(Part("amount-of-use", [.. much.Where(trace => trace.DeviceId == Id(0) || trace.DeviceId == Id(1))]));
    }

    [Fact]
    public void Changes_between_places_in_the_evenings_take_points_off_and_those_by_day_in_the_week_none()
    {
        SessionTrace[] Turns(int hour) => [.. Days(day => At(day % 2 == 0 ? Berlin(Laptop) : Madrid(Desktop), (24 * day) + hour)).Where(trace => trace.From.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))];
        Assert.Contains("9 changes", Part("amount-of-use", Turns(hour: 9))!.Evidence["Changes"], StringComparison.Ordinal);
        Assert.Null(Part("amount-of-use", Turns(hour: 0)));
    }

    [Fact]
    public void Computers_far_apart_day_after_day_take_points_off_and_on_one_day_none()
    {
        var (home, office) = (Days(day => At(Berlin(Laptop), 24 * day)), Days(day => At(Madrid(Desktop), (24 * day) + 0.5)));
        Assert.InRange(Part("jumping-networks", [.. home, .. office])!.Points, -16, -1);
        Assert.Null(Part("jumping-networks", [.. home, .. office.Take(0)]));
        Assert.Null(Part("jumping-networks", [.. home.Concat(office).Select(Phone)]));
    }

    [Fact]
    public void Devices_behind_one_line_in_the_evenings_take_more_points_off()
    {
        SessionTrace[] On(Func<int, Line?> line) => [.. Enumerable.Range(0, 5).SelectMany(device => Days(day => At(Berlin(Id(device)), (24 * day) + 8) with { Line = line(device) }))];
        Assert.True(Part("one-home", On(_ => new Line(false, 1)))!.Points < Part("one-home", On(_ => null))!.Points);
        Assert.Contains("5 of 5 devices", Part("one-home", On(_ => new Line(false, 1)))!.Evidence["Line"], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_long_ago_when_lines_are_forgotten_a_device_was_in_the_home_where_it_is_now()
    {
        SessionTrace[] On(Guid device, int line) =>
            [.. Days(day => At(Berlin(device), 24 * day) with { Line = null, Latitude = null, Longitude = null }), .. Days(day => At(Berlin(device), 24 * (day + 40)) with { Line = new Line(false, line) })];
        Assert.NotNull(Part("households", [.. On(Laptop, 1), .. On(Desktop, 2)]));
        Assert.Null(Part("households", [.. On(Laptop, 1), .. On(Desktop, 1)]));
    }

    [Fact]
    public void No_session_and_no_evidence_make_no_score()
    {
        Assert.Equal(0, SharedAccountScore.Of([]).Value);
        Assert.Equal(0, SharedAccountScore.Of([Berlin(Laptop)]).Value);
    }

    [Fact]
    public void What_speaks_against_takes_no_score_below_zero()
    {
        var score = SharedAccountScore.Of(Enumerable.Range(0, 5).SelectMany(device => Days(day => At(Berlin(Id(device)), (24 * day) + device) with { DeviceType = "tablet" })));
        Assert.InRange(score.Parts.Sum(part => part.Points), int.MinValue, -1);
        Assert.Equal(0, score.Value);
    }

    private static FindingPart? Part(string kind, params SessionTrace[] traces) => SharedAccountScore.Of(traces).Parts.SingleOrDefault(part => part.Kind == kind);

    private static IEnumerable<SessionTrace> Days(Func<int, SessionTrace> make) => Enumerable.Range(0, 14).Select(make);

    private static IEnumerable<SessionTrace> Many(int count) =>
        Enumerable.Range(0, count).Select(number => Berlin(Id(number)) with { Browser = $"Browser {number}" });

    private static Guid Id(int number) => Guid.Parse($"00000000-0000-7000-8000-0000000001{number:00}");

    /// <summary>The session, opened at the place of another.</summary>
    private static SessionTrace SignedIn(SessionTrace trace, SessionTrace there) => trace with { Before = [new Waypoint(trace.From, there.Country, there.City, there.Network)] };

    private static SessionTrace Phone(SessionTrace trace) => trace with { DeviceType = "phone", Os = "Android" };

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
