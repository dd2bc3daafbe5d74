namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>Where a person is, hour by hour: nights at home, weekdays at work, trips with the time that travelling takes.</summary>
internal sealed class SimulatedDiary(Random random, SimulatedRange range, SimulatedHabits habits)
{
    private const double FlightKilometresPerHour = 700;

    public List<SimulatedStay> Stays(DateTimeOffset start, int days)
    {
        var trips = Trips(days);
        List<SimulatedStay> stays = [];
        for (var day = habits.Since; day < days; day++)
        {
            var trip = trips.FirstOrDefault(trip => day >= trip.First && day <= trip.Last);
            stays.AddRange(trip is null ? AtHome(start.AddDays(day), day) : Away(start.AddDays(day), trip, day));
        }

        return stays;
    }

    private List<Trip> Trips(int days)
    {
        List<Trip> trips = [];
        var from = 0;
        foreach (var (month, _) in habits.Trips.Index().SelectMany(month => Enumerable.Repeat(month, month.Item)))
        {
            var end = Math.Min(days, (month + 1) * SimulatedHistory.RecentDays);
            from = Math.Max(from, month * SimulatedHistory.RecentDays);
            if (from >= end - 2)
            {
                continue;
            }

            var first = random.Next(from, end);
            var last = Math.Min(days, first + random.Between(range.TripDays));
            var isAbroad = random.Is(0.5);
            var city = isAbroad ? range.World.AnyCity(random) : random.Pick(habits.Home.Country.Cities);
            trips.Add(new Trip(first, last, city, random.Pick(city.Country.Providers), SimulatedLine.Make(random, range)));
            from = last + 1;
        }

        return trips;
    }

    private IEnumerable<SimulatedStay> AtHome(DateTimeOffset day, int number)
    {
        var (wake, sleep) = (Local(day, habits.Home, habits.WakesAt), Local(day, habits.Home, habits.WakesAt + 16));
        var home = ToldHome();
        if (habits.Office is null || day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday)
        {
            yield return new SimulatedStay(wake, sleep, Surrounding.Home, home, habits.HomeNetworkOn(number), habits.HomeLineOn(number));
            yield break;
        }

        var road = TimeSpan.FromHours(habits.Commutes ? 1 : 0.4);
        var (leaves, back) = (wake.AddHours(1 + (random.NextDouble() * 0.7)), wake.AddHours(9.5 + (random.NextDouble() * 2)));
        yield return new SimulatedStay(wake, leaves, Surrounding.Home, home, habits.HomeNetworkOn(number), habits.HomeLineOn(number));
        yield return new SimulatedStay(leaves, leaves + road, Surrounding.Road, random.Is(0.5) ? habits.Home : habits.Office, habits.Carrier, habits.HomeLineOn(number));
        yield return new SimulatedStay(leaves + road, back, Surrounding.Office, habits.Office, habits.OfficeNetwork, habits.OfficeLine);
        yield return new SimulatedStay(back, back + road, Surrounding.Road, random.Is(0.5) ? habits.Home : habits.Office, habits.Carrier, habits.HomeLineOn(number));
        yield return new SimulatedStay(back + road, sleep, Surrounding.Home, home, habits.HomeNetworkOn(number), habits.HomeLineOn(number));
    }

    private IEnumerable<SimulatedStay> Away(DateTimeOffset day, Trip trip, int number)
    {
        var under = TimeSpan.FromHours(2 + (Geography.Kilometres(habits.Home, trip.City) / FlightKilometresPerHour));
        if (number == trip.First)
        {
            var leaves = Local(day, habits.Home, habits.WakesAt + 2);
            yield return new SimulatedStay(leaves.AddHours(-2), leaves, Surrounding.Home, ToldHome(), habits.HomeNetworkOn(number), habits.HomeLineOn(number));
            yield return new SimulatedStay(leaves + under, Later(leaves + under, Local(day, trip.City, habits.WakesAt + 16)), Surrounding.Trip, trip.City, trip.Network, trip.Line);
        }
        else if (number == trip.Last)
        {
            var leaves = Local(day, trip.City, habits.WakesAt + 2);
            yield return new SimulatedStay(leaves.AddHours(-2), leaves, Surrounding.Trip, trip.City, trip.Network, trip.Line);
            yield return new SimulatedStay(leaves + under, Later(leaves + under, Local(day, habits.Home, habits.WakesAt + 16)), Surrounding.Home, ToldHome(), habits.HomeNetworkOn(number), habits.HomeLineOn(number));
        }
        else
        {
            yield return new SimulatedStay(Local(day, trip.City, habits.WakesAt), Local(day, trip.City, habits.WakesAt + 16), Surrounding.Trip, trip.City, trip.Network, trip.Line);
        }
    }

    /// <summary>On some days the place database has the line in another city of the country, for all devices on it.</summary>
    private SimulatedCity ToldHome() => random.Is(range.WrongCity) ? random.Pick(habits.Home.Country.Cities) : habits.Home;

    private static DateTimeOffset Local(DateTimeOffset day, SimulatedCity city, double hour) => day.AddHours(hour - city.Country.Offset);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private sealed record Trip(int First, int Last, SimulatedCity City, string Network, SimulatedLine Line);
}
