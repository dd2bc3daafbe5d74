using AccountPortal.Settings;

namespace AccountPortal.Retention;

/// <summary>How long what the portal keeps about people stays. What expires by itself (links, forms that wait, counters) has no setting.</summary>
public sealed class RetentionSettings : ISettings
{
    public static string Section => "Retention";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    [Setting("How long it is kept what happened to accounts.")]
    public TimeSpan SecurityEvents { get; init; } = TimeSpan.FromDays(400);

    [Setting("How long ended sessions are listed on the pages, and kept.")]
    public TimeSpan EndedSessions { get; init; } = TimeSpan.FromDays(28);

    [Setting("When addresses of events and ended sessions are cut to their /24 or /48.")]
    public TimeSpan IpCutAfter { get; init; } = TimeSpan.FromDays(30);

    [Setting("When what is left of the addresses of events goes, and their city.")]
    public TimeSpan IpRemovedAfter { get; init; } = TimeSpan.FromDays(180);

    [Setting("How long mails are listed after they were sent or given up.")]
    public TimeSpan Mails { get; init; } = TimeSpan.FromDays(30);

    [Setting("When a browser, or a network of it, is forgotten that was not used since.")]
    public TimeSpan KnownDevices { get; init; } = TimeSpan.FromDays(400);

    [Setting("How long it is remembered that somebody took their data along.")]
    public TimeSpan DataExports { get; init; } = TimeSpan.FromDays(90);

    [Setting("How long runs of these rules are kept.")]
    public TimeSpan Runs { get; init; } = TimeSpan.FromDays(90);

    [Setting("How often the rules are applied.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    public void Validate(SettingsCheck check)
    {
        // The longest session there may be (90 days) is judged by where it was opened.
        check.Duration(nameof(SecurityEvents), SecurityEvents, TimeSpan.FromDays(90), Longest);
        // "This wasn't me" works for a week, and looks at the session that it is about.
        check.Duration(nameof(EndedSessions), EndedSessions, TimeSpan.FromDays(7), TimeSpan.FromDays(365));
        check.Duration(nameof(IpCutAfter), IpCutAfter, TimeSpan.FromDays(7), Longest);
        check.Duration(nameof(IpRemovedAfter), IpRemovedAfter, TimeSpan.FromDays(7), Longest);
        // A mail that can't be delivered is tried for three days.
        check.Duration(nameof(Mails), Mails, TimeSpan.FromDays(4), Longest);
        // Trust in a device lasts 90 days at most.
        check.Duration(nameof(KnownDevices), KnownDevices, TimeSpan.FromDays(91), Longest);
        check.Duration(nameof(DataExports), DataExports, TimeSpan.FromDays(30), Longest);
        check.Duration(nameof(Runs), Runs, TimeSpan.FromDays(31), Longest);
        check.Duration(nameof(Interval), Interval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        check.Ordered(nameof(IpCutAfter), IpCutAfter, nameof(IpRemovedAfter), IpRemovedAfter);
        // The address of an ended session cannot be taken out of it: the row has to be gone by then.
        check.Ordered(nameof(EndedSessions), EndedSessions, nameof(IpRemovedAfter), IpRemovedAfter);
    }
}
