namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>A person with a diary and devices: what they use, when and from where.</summary>
internal sealed class SimulatedPerson(Random random, SimulatedRange range, SimulatedHabits habits)
{
    // How many addresses a carrier or a VPN hands out in turns at one place.
    private const int CrowdAddresses = 20;

    private static readonly string[] RelayNetworks = ["AS36183", "AS13335", "AS54113"];

    public IEnumerable<SimulatedUse> Live(DateTimeOffset start, int days)
    {
        foreach (var stay in new SimulatedDiary(random, range, habits).Stays(start, days))
        {
            var between = TimeSpan.FromHours(16 / habits.UsesPerDay);
            for (var at = stay.From + (random.Around(1) * between); at < stay.To; at += random.Around(1) * between)
            {
                var end = at + TimeSpan.FromMinutes(1 + random.Around(habits.MinutesPerUse));
                if (Device(stay.Surrounding, (int)(at - start).TotalDays) is { } device)
                {
                    var (city, network, isOwn) = Seen(device, stay);
                    var line = isOwn ? stay.Line.At(random, at, device) : SimulatedLine.Crowd(random, CrowdAddresses);
                    yield return new SimulatedUse(at, end < stay.To ? end : stay.To, device, city, network, line);
                }
            }
        }
    }

    private SimulatedDevice? Device(Surrounding surrounding, int day)
    {
        var inUse = habits.Devices.Where(device => day >= device.InUse.First && day <= device.InUse.Last).ToList();
        var within = inUse.Where(device => surrounding switch
        {
            Surrounding.Home => !device.IsAtWork,
            Surrounding.Office => device.IsAtWork || device.IsPhone && !device.IsAtHome,
            Surrounding.Road => device.IsPhone && !device.IsAtHome,
            _ => !device.IsAtWork && !device.IsAtHome,
        }).ToList();
        if (surrounding == Surrounding.Office && !within.Exists(device => device.IsAtWork))
        {
            within.AddRange(inUse.Where(device => device.Type == "desktop" && !device.IsAtHome));
        }

        return within.Count == 0 ? null : random.Pick(within);
    }

    /// <summary>Where the portal believes the device to be.</summary>
    private (SimulatedCity City, string Network, bool IsOwnLine) Seen(SimulatedDevice device, SimulatedStay stay)
    {
        if (device.HasVpn && random.Is(habits.VpnShare))
        {
            var (exit, provider) = random.Pick(habits.VpnExits);
            return (exit, provider, false);
        }

        if (device.HasRelay)
        {
            return (random.Is(0.8) ? stay.City : random.Pick(stay.City.Country.Cities), random.Pick(RelayNetworks), false);
        }

        if (device.IsPhone && random.Is(stay.Surrounding switch { Surrounding.Road => 1, Surrounding.Home => 0.25, _ => 0.5 }))
        {
            var (mast, carrier) = OnPhoneNetwork(stay, device.Carrier ?? habits.Carrier);
            return (mast, carrier, false);
        }

        return stay.Surrounding == Surrounding.Office && habits.Gateway is { } gateway ? (gateway, stay.Network, true) : (stay.City, stay.Network, true);
    }

    private (SimulatedCity City, string Network) OnPhoneNetwork(SimulatedStay stay, string carrier)
    {
        var country = stay.City.Country;
        // Abroad the traffic of most phones is carried home first, and comes out there.
        var isCarriedHome = country != habits.Home.Country && random.Is(0.5);
        var (city, network) = country == habits.Home.Country ? (stay.City, carrier) : isCarriedHome ? (habits.Home, carrier) : (stay.City, country.Carriers[0]);
        return (random.Is(habits.CarrierHub) ? city.Country.Cities[0] : city, network);
    }
}
