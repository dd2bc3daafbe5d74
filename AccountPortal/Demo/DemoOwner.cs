using AccountPortal.Activity;
using AccountPortal.Alerts;
using AccountPortal.Devices;
using AccountPortal.Passwords;
using AccountPortal.Sessions;
using AccountPortal.SignIn;

namespace AccountPortal.Demo;

/// <summary>The year of the everyday account: all that can happen to somebody, told in one life.</summary>
internal sealed class DemoOwner(DemoDiary diary, DemoBook book, PasswordLetters letters)
{
    private const int Household = 7;
    private static readonly DemoSpot Home = DemoTown.Berlin.Home(Household);
    private static readonly DemoSpot Office = DemoTown.Berlin.Office;
    private static readonly DemoSpot Underway = DemoTown.Berlin.Underway(Household);
    private readonly Random chance = new(Household);

    public void Write()
    {
        var joined = diary.Account.CreatedAt;
        var laptop = diary.Device(DemoBrowser.ChromeOnMac, joined, "Work laptop");
        var phone = diary.Device(DemoBrowser.Iphone, joined.AddDays(1));
        diary.Say(joined, EventKind.SignUp, Home, laptop.DeviceName);
        diary.Say(joined.AddMinutes(6), EventKind.EmailVerified, Home, laptop.DeviceName);
        Everyday(laptop, phone, joined);
        MoveAddress(laptop, Ago(251));
        LoseControl(laptop, Ago(148));
        ChangePassword(laptop, Ago(12));
        Tried(Ago(1).AddHours(-5));
        StillSignedIn(laptop, phone);
    }

    private void Everyday(KnownDevice laptop, KnownDevice phone, DateTimeOffset joined)
    {
        for (var day = (book.Now - joined).Days; day > 3; day -= 1 + chance.Next(3))
        {
            // A working day begins in the office, and the phone is asked for something in the evening.
            Use(laptop, DemoBrowser.ChromeOnMac, day % 7 < 5 ? Office : Home, Morning(day), 30 + chance.Next(200), EndReason.Idle);
            if (chance.Next(3) == 0)
            {
                Use(phone, DemoBrowser.Iphone, chance.Next(2) == 0 ? Underway : Home, Morning(day).AddHours(9 + chance.NextDouble()), 3 + chance.Next(25), EndReason.SignedOut);
            }
        }

        diary.Say(Ago(330), EventKind.DeviceNamed, Office, laptop.DeviceName, details: new() { ["device"] = laptop.DeviceName, ["name"] = "Work laptop" });
        diary.Say(Ago(97), EventKind.ProfileChanged, Home, phone.DeviceName);
        diary.Say(Ago(96), EventKind.AlertSettingsChanged, Home, phone.DeviceName);
    }

    private void MoveAddress(KnownDevice laptop, DateTimeOffset at)
    {
        Confirm(at.AddSeconds(-40), laptop);
        diary.Say(at, EventKind.EmailChangeRequested, Office, laptop.DeviceName);
        diary.Say(at.AddMinutes(7), EventKind.EmailChanged, Office, laptop.DeviceName);
    }

    // A stranger guesses, gets in, and is thrown out again.
    private void LoseControl(KnownDevice laptop, DateTimeOffset at)
    {
        var stranger = DemoTown.Osaka.Elsewhere(66);
        for (var attempt = 6; attempt > 0; attempt--)
        {
            diary.Refused(at.AddMinutes(-attempt), stranger, DemoBrowser.FirefoxOnWindows);
        }

        var device = diary.Device(DemoBrowser.FirefoxOnWindows, at);
        device.DistrustedAt = at;
        diary.SignIn(new DemoUse(device, DemoBrowser.FirefoxOnWindows, stranger, at, TimeSpan.FromMinutes(21))
        {
            Ended = EndReason.NotMe,
            Signals = [NewDevice(at), NewCountry(at, stranger), new(SignalKind.ManyFailures, at, new() { ["count"] = "6" })],
        });
        diary.Say(at.AddMinutes(22), EventKind.NotMe, Office, laptop.DeviceName, details: new() { ["count"] = "2" });
        diary.Say(at.AddMinutes(25), EventKind.PasswordReset, Office, laptop.DeviceName);
        // Codes for a while, until the app went with an old phone.
        diary.Say(at.AddMinutes(40), EventKind.TwoFactorOn, Office, laptop.DeviceName);
        diary.Say(at.AddDays(71), EventKind.RecoveryCodesMade, Home, laptop.DeviceName);
        Confirm(at.AddDays(80).AddMinutes(-1), laptop, AuthMethod.RecoveryCode);
        diary.Say(at.AddDays(80), EventKind.TwoFactorOff, Home, laptop.DeviceName);
    }

    private void ChangePassword(KnownDevice laptop, DateTimeOffset at)
    {
        var old = diary.Device(DemoBrowser.FirefoxOnUbuntu, Ago(200), "Old ThinkPad");
        diary.SignIn(new DemoUse(old, DemoBrowser.FirefoxOnUbuntu, Home, at.AddDays(-2), TimeSpan.FromHours(47)) { Remembered = true, Ended = EndReason.PasswordChanged });
        diary.Say(at, EventKind.PasswordChanged, Home, laptop.DeviceName);
        book.Sent(at, letters.Changed(diary.Account, [new("Browser", laptop.DeviceName), new("Place", "near Berlin, Germany"), new("Address", $"{Home.Address}")]));
        var borrowed = diary.Device(DemoBrowser.EdgeOnWindows, Ago(8));
        diary.SignIn(new DemoUse(borrowed, DemoBrowser.EdgeOnWindows, DemoTown.Warsaw.Elsewhere(31), Ago(8), TimeSpan.FromHours(5))
        {
            Remembered = true, Ended = EndReason.RevokedByOwner, EndedFrom = laptop.DeviceName, Signals = [NewDevice(Ago(8)), NewCountry(Ago(8), DemoTown.Warsaw.Elsewhere(31))],
        });
        Confirm(Ago(8).AddHours(5).AddSeconds(-25), laptop);
        diary.Say(Ago(8).AddHours(5), EventKind.SessionRevoked, Underway, laptop.DeviceName, details: new() { ["device"] = borrowed.DeviceName });
    }

    private void Confirm(DateTimeOffset at, KnownDevice device, string method = AuthMethod.Password) =>
        diary.Say(at, EventKind.StepUp, Office, device.DeviceName, details: new() { ["method"] = method });

    private void Tried(DateTimeOffset at)
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            diary.Refused(at.AddSeconds(attempt * 11), DemoTown.Nairobi.Elsewhere(200), DemoBrowser.Curl);
        }
    }

    private void StillSignedIn(KnownDevice laptop, KnownDevice phone)
    {
        var tablet = diary.Device(DemoBrowser.Ipad, Ago(60), "Kitchen iPad");
        Stay(laptop, DemoBrowser.ChromeOnMac, Office, Ago(3).AddHours(-2), Ago(0).AddMinutes(-14));
        Stay(phone, DemoBrowser.Iphone, Underway, Ago(2).AddHours(-6), Ago(0).AddHours(-2));
        Stay(tablet, DemoBrowser.Ipad, Home, Ago(5), Ago(1).AddHours(-9));
        var (hotel, at) = (DemoTown.Lisbon.Elsewhere(12), Ago(1).AddHours(-3));
        Stay(diary.Device(DemoBrowser.ChromeOnWindows, at), DemoBrowser.ChromeOnWindows, hotel, at, at.AddHours(1), NewDevice(at), NewCountry(at, hotel),
            new(SignalKind.ImpossibleTravel, at, new() { ["kilometres"] = "2312", ["from"] = "Berlin, Germany", ["ago"] = "48 minutes" }));
    }

    private void Stay(KnownDevice device, string userAgent, DemoSpot spot, DateTimeOffset from, DateTimeOffset until, params Signal[] signals) =>
        diary.SignIn(new DemoUse(device, userAgent, spot, from, until - from) { Remembered = true, Signals = signals });

    private void Use(KnownDevice device, string userAgent, DemoSpot spot, DateTimeOffset at, int minutes, string ended) =>
        diary.SignIn(new DemoUse(device, userAgent, spot, at, TimeSpan.FromMinutes(minutes)) { Ended = ended });

    private DateTimeOffset Ago(int days) => book.Now.AddDays(-days);

    private DateTimeOffset Morning(int daysAgo) => new DateTimeOffset(Ago(daysAgo).UtcDateTime.Date, TimeSpan.Zero).AddHours(7).AddMinutes(chance.Next(90));

    private static Signal NewDevice(DateTimeOffset at) => new(SignalKind.NewDevice, at, []);

    private static Signal NewCountry(DateTimeOffset at, DemoSpot spot) => new(SignalKind.NewCountry, at, new() { ["country"] = spot.Town.Country, ["known"] = DemoTown.Berlin.Country });
}
