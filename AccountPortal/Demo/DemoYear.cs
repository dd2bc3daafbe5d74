using AccountPortal.Activity;
using AccountPortal.Alerts;
using AccountPortal.Devices;
using AccountPortal.Sessions;

namespace AccountPortal.Demo;

/// <summary>An ordinary year of one account: signing in every few days, at home, at work and underway, mistyping now and then, changing something once in a while.</summary>
internal sealed class DemoYear(DemoDiary diary, DemoPerson person, DemoBook book, int household)
{
    private static readonly TimeSpan StaysSignedIn = TimeSpan.FromDays(6);

    // The same each time: what one person does depends on nobody else.
    private readonly Random chance = new(household);
    private readonly List<(KnownDevice Device, string UserAgent)> devices = [];

    /// <summary>When the account was locked; <c>null</c> while it is open.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Writes the year, from the day that the person signed up.</summary>
    public void Write()
    {
        var joined = diary.Account.CreatedAt;
        var home = person.Town.Home(household);
        AddDevice(DemoBrowser.Computers[household % DemoBrowser.Computers.Count], joined);
        diary.Say(joined, EventKind.SignUp, home, devices[0].Device.DeviceName);
        diary.Say(joined.AddMinutes(3), EventKind.EmailVerified, home, devices[0].Device.DeviceName);
        var rhythm = 2 + (household * 5 % 9);
        var at = joined.AddMinutes(4);
        while (at < (Until?.AddDays(-1) ?? book.Now.AddMinutes(-20)))
        {
            Use(at, rhythm);
            at = At(at.AddDays(1 + chance.Next(2 * rhythm)));
        }
    }

    private void Use(DateTimeOffset at, int rhythm)
    {
        var isFirst = at == diary.Account.CreatedAt.AddMinutes(4);
        var isNew = !isFirst && devices.Count < 3 && chance.Next(8) == 0;
        if (isNew)
        {
            AddDevice(devices.Count == 1 ? DemoBrowser.Phones[household % 2] : DemoBrowser.Ipad, at);
        }

        var (device, userAgent) = isNew ? devices[^1] : devices[chance.Next(devices.Count)];
        var spot = SpotOf(device);
        if (!isFirst && chance.Next(9) == 0)
        {
            diary.Refused(at.AddSeconds(-40), spot, userAgent);
        }

        // Who was here within the week and ticked the box is signed in still.
        var isRecent = Until is null && at > book.Now - StaysSignedIn && rhythm > 3;
        var signals = isNew ? [new Signal(SignalKind.NewDevice, at, [])] : Array.Empty<Signal>();
        var length = TimeSpan.FromMinutes(4 + chance.Next(150));
        var reason = chance.Next(5) switch { < 2 => EndReason.SignedOut, _ => EndReason.Idle };
        var session = diary.SignIn(new DemoUse(device, userAgent, spot, at, length) { Remembered = isRecent, Ended = isRecent ? null : reason, Signals = signals });
        Change(at.AddMinutes(2), spot, device, session.Id);
    }

    private void Change(DateTimeOffset at, DemoSpot spot, KnownDevice device, Guid sessionId)
    {
        switch (chance.Next(40))
        {
            case 0:
                diary.Say(at, EventKind.PasswordChanged, spot, device.DeviceName, sessionId);
                break;
            case 1 or 2:
                diary.Say(at, EventKind.ProfileChanged, spot, device.DeviceName, sessionId);
                break;
            case 3 when device.Name is null:
                device.Name = device.DeviceType == "phone" ? "My phone" : device.DeviceType == "tablet" ? "The tablet" : "Desk";
                diary.Say(at, EventKind.DeviceNamed, spot, device.DeviceName, sessionId, new() { ["device"] = device.DeviceName, ["name"] = device.Name });
                break;
            case 4:
                diary.Say(at, EventKind.AlertSettingsChanged, spot, device.DeviceName, sessionId);
                break;
        }
    }

    private void AddDevice(string userAgent, DateTimeOffset since) => devices.Add((diary.Device(userAgent, since), userAgent));

    private DemoSpot SpotOf(KnownDevice device) => (device.DeviceType, chance.Next(4)) switch
    {
        ("phone", > 0) => person.Town.Underway(household),
        ("desktop", 0) => person.Town.Office,
        _ => person.Town.Home(household),
    };

    // People are awake by day, where they live.
    private DateTimeOffset At(DateTimeOffset day)
    {
        var hour = 7 + chance.Next(15) - (person.Town.Longitude / 15);
        return new DateTimeOffset(day.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour).AddSeconds(chance.Next(3600));
    }
}
