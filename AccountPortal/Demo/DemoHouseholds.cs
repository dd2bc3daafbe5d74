using AccountPortal.Activity;
using AccountPortal.Devices;
using AccountPortal.Sessions;

namespace AccountPortal.Demo;

/// <summary>An account that several households use at the same time, each with devices of its own: what administrators are shown as looking shared.</summary>
internal sealed class DemoHouseholds(DemoDiary diary, DemoBook book, DemoPerson person, IReadOnlyList<DemoTown> towns, int first)
{
    // Before that the account was one person's.
    private static readonly TimeSpan Since = TimeSpan.FromDays(40);
    private readonly Random chance = new(first);

    /// <summary>How often they all sit down: 1 is every day.</summary>
    public int DaysBetween { get; init; } = 1;

    public void Write()
    {
        var home = person.Town.Home(first);
        var began = book.Now - Since;
        var households = towns.Select((town, number) => new Household(
            town.Home(first + number), town.Underway(first + number), Own(DemoBrowser.Computers[(first + number) % DemoBrowser.Computers.Count], began), Own(DemoBrowser.Phones[number % 2], began))).ToList();
        diary.Say(diary.Account.CreatedAt, EventKind.SignUp, home, households[0].Computer.Device.DeviceName);
        diary.Say(diary.Account.CreatedAt.AddMinutes(9), EventKind.EmailVerified, home, households[0].Computer.Device.DeviceName);
        for (var day = Since.Days; day > 0; day -= DaysBetween)
        {
            foreach (var household in households)
            {
                Day(household, new DateTimeOffset((book.Now - TimeSpan.FromDays(day)).UtcDateTime.Date, TimeSpan.Zero));
            }
        }
    }

    // All of them sit down in the evening, each at home.
    private void Day(Household household, DateTimeOffset day)
    {
        Use(household.Computer, household.Home, day.AddHours(16).AddMinutes(chance.Next(50)), 60 + chance.Next(90), EndReason.Idle);
        if (chance.Next(2) == 0)
        {
            Use(household.Phone, chance.Next(3) == 0 ? household.Home : household.Underway, day.AddHours(8 + chance.Next(12)), 5 + chance.Next(40), EndReason.Limit);
        }
    }

    private void Use(Owned owned, DemoSpot spot, DateTimeOffset at, int minutes, string ended)
    {
        if (at < book.Now.AddMinutes(-5))
        {
            diary.SignIn(new DemoUse(owned.Device, owned.UserAgent, spot, at, TimeSpan.FromMinutes(minutes)) { Ended = ended });
        }
    }

    private Owned Own(string userAgent, DateTimeOffset since) => new(diary.Device(userAgent, since), userAgent);

    private sealed record Owned(KnownDevice Device, string UserAgent);

    private sealed record Household(DemoSpot Home, DemoSpot Underway, Owned Computer, Owned Phone);
}
