namespace AccountPortal.Inactivity;

/// <summary>What is done with an account that nobody uses.</summary>
public enum InactivityStep
{
    /// <summary>A mail, and nothing is to follow.</summary>
    Remind,

    /// <summary>A mail that says when the account is locked.</summary>
    Warn,
    Lock,

    /// <summary>A mail to the owner of an account that was locked when none was deleted: now it will be.</summary>
    TellDeletion,
    Delete,
}

/// <summary>
/// An account that was not used for long, and what its owner was told. Of notices from before the last use none is left. <paramref name="LockedAt"/>: since
/// when it is locked for that; an account that an administrator locked is none of these.
/// </summary>
public sealed record InactiveAccount(
    Guid Id, DateTimeOffset LastUse, DateTimeOffset? RemindedAt, DateTimeOffset? WarnedAt, DateTimeOffset? LockedAt, DateTimeOffset? DeletionToldAt)
{
    /// <summary>
    /// What is to be done with it now, if anything. No step comes earlier after the one before than the settings lie apart: whoever turns this on, or
    /// starts the portal after a year, must not lock and delete in one night.
    /// </summary>
    public InactivityStep? Next(InactivitySettings settings, DateTimeOffset now) => LockedAt is null
        ? BeforeLock(settings, now)
        : AfterLock(settings, now);

    private InactivityStep? BeforeLock(InactivitySettings settings, DateTimeOffset now)
    {
        if (!settings.Warns || now < LastUse + settings.WarnAfter)
        {
            return null;
        }

        if (!settings.Locks)
        {
            return RemindedAt is null && WarnedAt is null ? InactivityStep.Remind : null;
        }

        // A mail that spoke of no lock is no warning of one.
        if (WarnedAt is null)
        {
            return InactivityStep.Warn;
        }

        return now >= WarnedAt + settings.UntilLock && now >= LastUse + settings.LockAfter ? InactivityStep.Lock : null;
    }

    private InactivityStep? AfterLock(InactivitySettings settings, DateTimeOffset now)
    {
        if (!settings.Deletes)
        {
            return null;
        }

        if (DeletionToldAt is null)
        {
            return InactivityStep.TellDeletion;
        }

        return now >= DeletionToldAt + settings.UntilDeletion && now >= LastUse + settings.DeleteAfter ? InactivityStep.Delete : null;
    }
}
