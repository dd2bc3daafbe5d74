namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>Who uses an account of a kind, drawn from a range.</summary>
internal sealed class SimulatedPeople(Random random, SimulatedRange range)
{
    /// <summary>Some accounts are younger than what the portal remembers, and some of those who share one came to it later; in the last four weeks all are there.</summary>
    public IReadOnlyList<SimulatedHabits> Of(SimulatedKind kind)
    {
        var opened = random.Is(range.YoungAccount) ? random.Next(SimulatedHistory.Days - SimulatedHistory.RecentDays) : 0;
        return [.. All(kind).Select((person, number) => person with { Since = number > 0 && random.Is(range.JoinedLater) ? random.Next(opened, SimulatedHistory.Days - SimulatedHistory.RecentDays) : opened })];
    }

    private List<SimulatedHabits> All(SimulatedKind kind) => kind switch
    {
        SimulatedKind.Plain => [Person(AnyCity, new() { WorkComputer = random.Is(0.3), SecondBrowser = random.Is(0.15), Office = random.Is(0.5) })],
        SimulatedKind.Traveller => [Person(AnyCity, new() { Trips = random.Next(2, 6), SecondPhone = random.Is(0.1), Office = random.Is(0.5), WorkComputer = random.Is(0.3) })],
        SimulatedKind.FourDevices => [Person(AnyCity, new() { WorkComputer = true, Office = true, Tablet = true, SecondBrowser = random.Is(0.1) })],
        SimulatedKind.FamilyRouter => [Person(AnyCity, new() { AtHome = random.Next(2, 5), Office = random.Is(0.5), WorkComputer = random.Is(0.3) })],
        SimulatedKind.Commuter => [Person(AnyCity, new() { Office = true, Commutes = true, WorkComputer = random.Is(0.6), Tablet = random.Is(0.3) })],
        SimulatedKind.VpnUser => [Person(AnyCity, new() { HasVpn = true, Office = random.Is(0.5), Tablet = random.Is(0.2), WorkComputer = random.Is(0.3) })],
        SimulatedKind.SharedAcrossCities => AcrossCities(random.Next(2, 7)),
        SimulatedKind.SharedAcrossHouseholds => AcrossHouseholds(),
        SimulatedKind.SharedByTeam => Team(random.Next(3, 7)),
        SimulatedKind.SharedWithStrangers => [.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => Person(AnyCity, Sharer with { HasVpn = random.Is(0.3), IsPrivate = random.Is(0.3) }))],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private SimulatedCity AnyCity => range.World.AnyCity(random);

    // Who shares an account uses it a little less than who has one alone.
    private Draft Sharer => new() { Less = 0.5 + (random.NextDouble() * 0.5), WorkComputer = random.Is(0.2), Office = random.Is(0.5), Tablet = random.Is(0.15), NoLaptop = random.Is(0.2), NoPhone = random.Is(0.25) };

    private List<SimulatedHabits> AcrossCities(int count)
    {
        var all = random.Is(0.6) ? AnyCity.Country.Cities : [.. range.World.Countries.SelectMany(country => country.Cities)];
        var cities = all.OrderBy(_ => random.Next()).ToList();
        return [.. Enumerable.Range(0, count).Select(number => Person(cities[number % cities.Count], Sharer))];
    }

    private List<SimulatedHabits> AcrossHouseholds()
    {
        var first = AnyCity;
        var households = Enumerable.Range(0, random.Next(2, 4))
            .Select(_ => random.Is(0.4) ? first : random.Pick(first.Country.Cities))
            .Select(city => (City: city, Network: random.Pick(city.Country.Providers), Line: SimulatedLine.Make(random, range)))
            .ToList();
        var count = households.Count + random.Next(0, 3);
        return [.. Enumerable.Range(0, count).Select(number => households[number % households.Count]).Select(household => Person(household.City, Sharer with { HomeNetwork = household.Network, HomeLine = household.Line }))];
    }

    private List<SimulatedHabits> Team(int count)
    {
        var office = AnyCity;
        var (network, line) = (random.Pick(office.Country.Providers), SimulatedLine.Make(random, range));
        return
        [
            .. Enumerable.Range(0, count).Select(_ => Person(random.Is(0.75) ? office : Geography.Neighbour(office), Sharer with { Office = true, NoLaptop = false, WorkComputer = random.Is(0.4) })
                with { Office = office, OfficeNetwork = network, OfficeLine = line }),
        ];
    }

    private SimulatedHabits Person(SimulatedCity home, Draft draft)
    {
        var hasVpn = draft.HasVpn || random.Is(range.HasVpn);
        var office = !draft.Office ? null : draft.Commutes || random.Is(0.2) ? Geography.Neighbour(home) : home;
        return new SimulatedHabits
        {
            Home = home,
            HomeNetwork = draft.HomeNetwork ?? random.Pick(home.Country.Providers),
            HomeLine = draft.HomeLine ?? SimulatedLine.Make(random, range),
            OfficeLine = SimulatedLine.Make(random, range),
            Office = office,
            OfficeNetwork = random.Is(0.5) ? random.Pick(home.Country.Providers) : $"AS{random.Next(200000, 210000)}",
            Gateway = draft.WorkComputer && random.Is(range.CompanyGateway) ? AnyCity : null,
            Devices = Devices(home, draft, hasVpn),
            Carrier = random.Pick(home.Country.Carriers),
            CarrierHub = random.Between(range.CarrierHub),
            UsesPerDay = random.Between(range.UsesPerDay) * draft.Less,
            MinutesPerUse = random.Between(range.MinutesPerUse),
            WakesAt = 5.5 + (random.NextDouble() * 4),
            Commutes = draft.Commutes,
            Trips = [.. Enumerable.Range(0, SimulatedHistory.Months).Select(_ => draft.Trips > 0 ? draft.Trips : random.Is(range.Trip) ? 1 : 0)],
            Removal = random.Is(range.Removal * SimulatedHistory.Months)
                ? new SimulatedRemoval(random.Next(2, SimulatedHistory.Days - 2), random.Pick(home.Country.Providers), SimulatedLine.Make(random, range))
                : null,
            VpnShare = random.Is(0.35) ? 1 : 0.2 + (random.NextDouble() * 0.6),
            VpnExits = VpnExits(random.Is(0.6) ? 1 : random.Next(2, 6)),
        };
    }

    private List<(SimulatedCity City, string Network)> VpnExits(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (AnyCity, random.Pick(range.World.VpnNetworks)))];

    private List<SimulatedDevice> Devices(SimulatedCity home, Draft draft, bool hasVpn)
    {
        var language = random.Is(range.OtherLanguage) ? random.Pick(range.World.Countries).Language : home.Country.Language;
        var laptop = SimulatedDevice.Desktop(random, language) with { IsAtHome = random.Is(0.25) };
        // The computer at work speaks the company's language now and then, and so does a second browser.
        var work = SimulatedDevice.Desktop(random, random.Is(0.15) ? "en" : language) with { IsAtWork = true };
        List<SimulatedDevice> devices = [.. draft.NoPhone ? [] : Phones(language)];
        devices.AddRange(draft.NoLaptop && !draft.NoPhone ? [] : [laptop]);
        devices.AddRange(draft.WorkComputer ? [work] : []);
        devices.AddRange(draft.SecondBrowser ? [laptop with { Id = random.NextGuid(), Browser = "Firefox" }] : []);
        devices.AddRange(draft.SecondPhone || random.Is(range.SecondPhone) ? [OfTheirOwn(home, random.Is(0.15) ? "en" : language)] : []);
        devices.AddRange(draft.Tablet ? [SimulatedDevice.Tablet(random, language) with { IsAtHome = random.Is(0.5) }] : []);
        devices.AddRange(Enumerable.Range(0, draft.AtHome).Select(_ => OfTheFamily(home, language)));
        var (remembered, isPrivate) = (random.Between(range.Remembered), draft.IsPrivate || random.Is(range.PrivateWindows));
        var vpnOnPhone = random.Is(0.4);
        return
        [
            .. devices.SelectMany(device => device.IsPhone ? [device] : Replaced(device, range.NewComputer, () => device with { Id = random.NextGuid() })).Select(device => device with
            {
                IsRemembered = random.Is(remembered),
                IsPrivate = isPrivate && device.Type == "desktop",
                HasVpn = hasVpn && !device.IsAtWork && (device.Type == "desktop" || vpnOnPhone),
            }),
        ];
    }

    // Some buy a new one.
    private List<SimulatedDevice> Phones(string language)
    {
        var phone = SimulatedDevice.Phone(random, language) with { HasRelay = random.Is(range.RelayOnPhone) };
        return Replaced(phone, range.NewPhone, () => SimulatedDevice.Phone(random, language));
    }

    /// <summary>A device with those that take its place in time; a browser that loses its cookies is a new device too.</summary>
    private List<SimulatedDevice> Replaced(SimulatedDevice device, double share, Func<SimulatedDevice> another)
    {
        List<SimulatedDevice> all = [device];
        for (var month = 0; month < SimulatedHistory.Months; month++)
        {
            var day = (month * SimulatedHistory.RecentDays) + random.Next(2, SimulatedHistory.RecentDays - 2);
            if (random.Is(share))
            {
                all[^1] = all[^1] with { InUse = (all[^1].InUse.First, day) };
                all.Add(another() with { InUse = (day + 1, int.MaxValue) });
            }
        }

        return all;
    }

    // A second phone is mostly from work: another contract, now and then in the company's language.
    private SimulatedDevice OfTheirOwn(SimulatedCity home, string language) => SimulatedDevice.Phone(random, language) with { Carrier = random.Pick(home.Country.Carriers) };

    private SimulatedDevice OfTheFamily(SimulatedCity home, string language) =>
        (random.Next(3) switch
        {
            0 => OfTheirOwn(home, language),
            1 => SimulatedDevice.Tablet(random, language),
            _ => SimulatedDevice.Desktop(random, language),
        }) with { IsAtHome = true };

    private sealed record Draft
    {
        public bool WorkComputer { get; init; }

        public bool SecondBrowser { get; init; }

        public bool SecondPhone { get; init; }

        public bool Tablet { get; init; }

        public bool NoLaptop { get; init; }

        public bool NoPhone { get; init; }

        public bool Office { get; init; }

        public bool Commutes { get; init; }

        public bool HasVpn { get; init; }

        public bool IsPrivate { get; init; }

        /// <summary>How many devices of the family are used too, at home alone.</summary>
        public int AtHome { get; init; }

        public int Trips { get; init; }

        public double Less { get; init; } = 1;

        public string? HomeNetwork { get; init; }

        public SimulatedLine? HomeLine { get; init; }
    }
}
