using AccountPortal.Settings;

namespace AccountPortal.Sessions;

/// <summary>How long sessions last and how many an account may have.</summary>
public sealed class SessionSettings : ISettings
{
    public static string Section => "Sessions";

    [Setting("After how long without use a session ends.")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    [Setting("After how long a session ends, however much it is used.")]
    public TimeSpan AbsoluteTimeout { get; init; } = TimeSpan.FromHours(24);

    [Setting("After how long without use a session ends that was opened with \"Remember this device\".")]
    public TimeSpan RememberedIdleTimeout { get; init; } = TimeSpan.FromDays(7);

    [Setting("After how long such a session ends, however much it is used.")]
    public TimeSpan RememberedAbsoluteTimeout { get; init; } = TimeSpan.FromDays(30);

    [Setting("How many sessions an account may have at once.")]
    public int MaxPerUser { get; init; } = 5;

    [Setting("Another limit for accounts that have a role, by the role's name; of several the highest counts.")]
    public Dictionary<string, int> MaxPerRole { get; init; } = [];

    [Setting("What a sign-in does at the limit: EndOldest ends the least recently active session, Ask lets the person pick one, Refuse lets nobody in until a session ends.")]
    public AtLimit AtLimit { get; init; } = AtLimit.EndOldest;

    [Setting("What happens to a session that goes on from a country or network where its device was not used before: note marks it, step-up has the person confirm that it's them, end ends it.")]
    public OnNetworkChange OnNetworkChange { get; init; } = OnNetworkChange.Note;

    [Setting("How late \"last active\" may be in the database; at most a third of the session's idle timeout.")]
    public TimeSpan LastActiveInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The domain whose hosts all get the session cookie, for apps on hosts beside the portal's: the portal's own host, or a domain above it ("example.com").
    /// Without it, the cookie is the portal's host's alone, which is safer: with it, whoever runs any host below, or takes one over, can use the session of everybody
    /// who visits there. Whoever sets it, changes it or takes it away signs everybody out.
    /// </summary>
    [Setting("The domain whose hosts all get the session cookie, for apps on hosts beside the portal's. Whoever runs any host below it, or takes one over, can use the sessions of those who visit there. Any change of it signs everybody out.")]
    public string? CookieDomain { get; init => field = Sessions.CookieDomain.Normalized(value); }

    public void Validate(SettingsCheck check)
    {
        check.That(CookieDomain is null || Sessions.CookieDomain.IsFine(CookieDomain), nameof(CookieDomain), CookieDomain, Sessions.CookieDomain.Allowed);
        check.Duration(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        check.Duration(nameof(AbsoluteTimeout), AbsoluteTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromDays(30));
        check.Duration(nameof(RememberedIdleTimeout), RememberedIdleTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(90));
        check.Duration(nameof(RememberedAbsoluteTimeout), RememberedAbsoluteTimeout, TimeSpan.FromMinutes(5), TimeSpan.FromDays(90));
        check.Duration(nameof(LastActiveInterval), LastActiveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        check.Range(nameof(MaxPerUser), MaxPerUser, 1, 1000);
        foreach (var (role, most) in MaxPerRole)
        {
            check.Range($"{nameof(MaxPerRole)}:{role}", most, 1, 1000);
        }

        check.Ordered(nameof(IdleTimeout), IdleTimeout, nameof(AbsoluteTimeout), AbsoluteTimeout);
        check.Ordered(nameof(RememberedIdleTimeout), RememberedIdleTimeout, nameof(RememberedAbsoluteTimeout), RememberedAbsoluteTimeout);
    }

    public TimeSpan IdleTimeoutFor(bool remembered) => remembered ? RememberedIdleTimeout : IdleTimeout;

    public TimeSpan AbsoluteTimeoutFor(bool remembered) => remembered ? RememberedAbsoluteTimeout : AbsoluteTimeout;

    /// <summary>How old <c>last_active_at</c> may get before it is written again.</summary>
    public TimeSpan LastActiveIntervalFor(bool remembered)
    {
        var most = IdleTimeoutFor(remembered) / 3;
        return LastActiveInterval < most ? LastActiveInterval : most;
    }

    /// <summary>When a session ends, however active it is: by the absolute timeout, or by whoever vouched for its sign-in if that is earlier.</summary>
    public DateTimeOffset ExpiresAt(bool remembered, DateTimeOffset createdAt, DateTimeOffset? endsAt)
    {
        var timeout = createdAt + AbsoluteTimeoutFor(remembered);
        return endsAt < timeout ? endsAt.Value : timeout;
    }

    /// <summary>Why a session with these times is over at <paramref name="now"/>: an <see cref="EndReason"/>, or <c>null</c> while it lives (P4).</summary>
    public string? EndReasonAt(DateTimeOffset now, bool remembered, DateTimeOffset createdAt, DateTimeOffset lastActiveAt, DateTimeOffset? endsAt)
    {
        if (now >= ExpiresAt(remembered, createdAt, endsAt))
        {
            return EndReason.Absolute;
        }

        return now >= lastActiveAt + IdleTimeoutFor(remembered) ? EndReason.Idle : null;
    }
}
