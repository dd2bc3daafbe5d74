using AccountPortal.Settings;

namespace AccountPortal.Inactivity;

/// <summary>
/// What becomes of accounts that nobody uses. Nothing by default; each step needs the one before. An absent value or zero turns a step off, and those after it.
/// </summary>
public sealed class InactivitySettings : ISettings
{
    public static string Section => "Inactivity";

    private static readonly TimeSpan Least = TimeSpan.FromDays(30);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3650);

    [Setting("After how long without use the owner of an account gets a mail. Not set or zero: never, and so for the two below.")]
    public TimeSpan? WarnAfter { get; init; }

    [Setting("After how long without use the account is locked, until its owner sets a new password.")]
    public TimeSpan? LockAfter { get; init; }

    [Setting("After how long without use the account is deleted.")]
    public TimeSpan? DeleteAfter { get; init; }

    public bool Warns => IsOn(WarnAfter);

    public bool Locks => Warns && IsOn(LockAfter);

    public bool Deletes => Locks && IsOn(DeleteAfter);

    /// <summary>How long the owner has after the warning.</summary>
    public TimeSpan UntilLock => Between(WarnAfter, LockAfter);

    /// <summary>How long the owner has after the lock.</summary>
    public TimeSpan UntilDeletion => Between(LockAfter, DeleteAfter);

    public void Validate(SettingsCheck check)
    {
        Check(check, nameof(WarnAfter), WarnAfter, null, null);
        Check(check, nameof(LockAfter), LockAfter, nameof(WarnAfter), WarnAfter);
        Check(check, nameof(DeleteAfter), DeleteAfter, nameof(LockAfter), LockAfter);
    }

    private static void Check(SettingsCheck check, string key, TimeSpan? value, string? beforeKey, TimeSpan? before)
    {
        if (!IsOn(value))
        {
            check.That(value is null || value == TimeSpan.Zero, key, value, "zero (off) or a duration");
            return;
        }

        check.Duration(key, value!.Value, Least, Most);
        if (beforeKey is not null)
        {
            // In development each is tried out singly.
            check.That(
                check.IsDevelopment || (IsOn(before) && value >= before + Least), key, value,
                $"nothing, or at least {Least.Days} days more than {Section}:{beforeKey} ({(IsOn(before) ? before!.Value.ToString("c") : "not set")})");
        }
    }

    private static bool IsOn(TimeSpan? value) => value > TimeSpan.Zero;

    private static TimeSpan Between(TimeSpan? before, TimeSpan? after) => after > before ? after.Value - before.Value : TimeSpan.Zero;
}
