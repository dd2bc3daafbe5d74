using AccountPortal.Settings;

namespace AccountPortal.Health;

/// <summary>How a node goes that is told to stop.</summary>
public sealed class ShutdownSettings : ISettings
{
    public static string Section => "Shutdown";

    [Setting("How long a node goes on serving after it has said that it is leaving, for the proxies in front to notice: longer than they take for that. Not set: 5 s in production, none in development.")]
    public TimeSpan? Drain { get; init; }

    [Setting("How long a node that stops then waits for the requests and mails that it has begun. Whoever supervises it must be patient for longer than this and Drain.")]
    public TimeSpan Finish { get; init; } = TimeSpan.FromSeconds(20);

    public void Validate(SettingsCheck check)
    {
        check.That(Drain is null || (Drain >= TimeSpan.Zero && Drain <= TimeSpan.FromMinutes(5)), nameof(Drain), Drain, "a duration from 00:00:00 to 00:05:00 (d.hh:mm:ss)");
        check.Duration(nameof(Finish), Finish, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
    }
}
