using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Alerts;
using AccountPortal.Devices;
using AccountPortal.EmailVerification;
using AccountPortal.Retention;
using AccountPortal.Sessions;
using AccountPortal.SignIn;

namespace AccountPortal.Demo;

/// <summary>What one account of the demo went through. Each entry becomes the rows that the portal would have left behind.</summary>
internal sealed class DemoDiary(Account account, DemoBook book, AlertLetters letters, SessionSettings settings)
{
    private readonly Dictionary<(Guid Device, string Network), DeviceNetwork> networks = [];

    public Account Account => account;

    /// <summary>A browser that the account is used in from then on.</summary>
    public KnownDevice Device(string userAgent, DateTimeOffset since, string? name = null)
    {
        var browser = book.Read(userAgent);
        var device = new KnownDevice
        {
            Id = book.NewId(since), UserId = account.Id, KeyHash = DemoBook.NobodysKey(), Name = name, Browser = browser.Browser, Os = browser.Os,
            DeviceType = browser.Type.ToText(), DeviceName = browser.Name, FirstSeenAt = since, LastSeenAt = since,
        };
        book.Rows.Add(device);
        return device;
    }

    /// <summary>Signs in, tells the owner where that was unusual, and ends the session if it ended.</summary>
    public Session SignIn(DemoUse use)
    {
        var session = Open(use);
        Say(use.At, EventKind.SignIn, use.Spot, use.Device.DeviceName, session.Id, new() { ["method"] = AuthMethod.Password });
        account.LastSignInAt = account.LastSignInAt > use.At ? account.LastSignInAt : use.At;
        Remember(use);
        if (use.Signals.Length > 0)
        {
            Alert(use, session);
        }

        if (use.Ended is { } reason && EndOf(use, session, reason) is var endedAt && endedAt <= book.Now)
        {
            End(use, session, reason, endedAt);
        }
        else
        {
            session.Ticket = book.Seal(session.Id, account.Id, session.KeyHash, session.AuthMethods);
            book.Rows.Add(session);
        }

        return session;
    }

    /// <summary>Somebody tried and was refused.</summary>
    public void Refused(DateTimeOffset at, DemoSpot spot, string userAgent, string reason = "wrong") => book.Event(
        at, EventKind.SignIn, EventOutcome.Refused, account.Id, null, null, spot, book.Read(userAgent).Name, new() { ["method"] = AuthMethod.Password, ["reason"] = reason });

    /// <summary>The owner did something.</summary>
    public void Say(DateTimeOffset at, string kind, DemoSpot spot, string deviceName, Guid? sessionId = null, Dictionary<string, string>? details = null) =>
        book.Event(at, kind, EventOutcome.Success, account.Id, account.Id, sessionId, spot, deviceName, details);

    private Session Open(DemoUse use)
    {
        var browser = book.Read(use.UserAgent);
        var lastActiveAt = use.At + use.Length < book.Now ? use.At + use.Length : book.Now;
        return new Session
        {
            Id = book.NewId(use.At), KeyHash = DemoBook.NobodysKey(), UserId = account.Id, CreatedAt = use.At, LastActiveAt = lastActiveAt, Remembered = use.Remembered,
            SteppedUpAt = use.At, AuthMethods = [AuthMethod.Password], Ip = use.Spot.Address, UserAgent = use.UserAgent, Browser = browser.Browser, Os = browser.Os,
            DeviceType = browser.Type.ToText(), DeviceName = browser.Name, Country = use.Spot.Town.Country, City = use.Spot.Town.Name, Network = use.Spot.Network,
            Latitude = use.Spot.Town.Latitude, Longitude = use.Spot.Town.Longitude, Language = use.Language ?? use.Spot.Town.Language, Signals = use.Signals,
            KnownDeviceId = use.Device.Id, Ticket = [],
        };
    }

    private void Remember(DemoUse use)
    {
        use.Device.LastSeenAt = use.Device.LastSeenAt > use.At ? use.Device.LastSeenAt : use.At;
        if (networks.TryGetValue((use.Device.Id, use.Spot.Network), out var network))
        {
            network.LastSeenAt = network.LastSeenAt > use.At ? network.LastSeenAt : use.At;
            return;
        }

        networks[(use.Device.Id, use.Spot.Network)] = network = new DeviceNetwork
        {
            DeviceId = use.Device.Id, Network = use.Spot.Network, Country = use.Spot.Town.Country, FirstSeenAt = use.At, LastSeenAt = use.At,
        };
        book.Rows.Add(network);
    }

    private void Alert(DemoUse use, Session session)
    {
        var isMailed = account.EmailConfirmed && use.Signals.Any(signal => SignalKind.MailedByDefault.Contains(signal.Kind));
        Say(use.At.AddMilliseconds(1), EventKind.SignInAlert, use.Spot, use.Device.DeviceName, session.Id, new()
        {
            ["signals"] = string.Join(' ', use.Signals.Select(signal => signal.Kind)), ["mailed"] = isMailed ? "yes" : "no",
        });
        if (isMailed)
        {
            var token = book.Token(use.At, account.Id, account.Email!, TokenPurpose.NotMe, SignInAlerts.LinkLifetime, session.Id);
            book.Sent(use.At, letters.UnusualSignIn(account, session, use.Signals, token, SignInAlerts.LinkLifetime));
        }
    }

    private DateTimeOffset EndOf(DemoUse use, Session session, string reason) =>
        session.LastActiveAt + (reason == EndReason.Idle ? settings.IdleTimeoutFor(use.Remembered) : TimeSpan.FromSeconds(5));

    private void End(DemoUse use, Session session, string reason, DateTimeOffset endedAt)
    {
        if (reason == EndReason.SignedOut)
        {
            Say(endedAt, EventKind.SignOut, use.Spot, use.Device.DeviceName, session.Id);
        }
        else if (reason != EndReason.RevokedByOwner)
        {
            book.Event(endedAt, EventKind.SessionEnded, EventOutcome.Success, account.Id, null, session.Id, use.Spot, use.Device.DeviceName, new() { ["reason"] = reason });
        }

        if (endedAt > book.Now - new RetentionSettings().EndedSessions)
        {
            book.Rows.Add(Ended(use, session, reason, endedAt));
        }
    }

    private EndedSession Ended(DemoUse use, Session session, string reason, DateTimeOffset endedAt) => new()
    {
        Id = session.Id, KeyHash = session.KeyHash, UserId = session.UserId, CreatedAt = session.CreatedAt, LastActiveAt = session.LastActiveAt, EndedAt = endedAt,
        Reason = reason, EndedFrom = use.EndedFrom, EndedBy = use.EndedFrom is null ? null : account.Id, Ip = session.Ip, Browser = session.Browser, Os = session.Os,
        DeviceType = session.DeviceType, DeviceName = session.DeviceName, Country = session.Country, City = session.City, Network = session.Network,
        Latitude = session.Latitude, Longitude = session.Longitude, Language = session.Language, KnownDeviceId = session.KnownDeviceId,
    };
}
