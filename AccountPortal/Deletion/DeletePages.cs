namespace AccountPortal.Deletion;

/// <summary>What somebody sees before they ask for the deletion of their account; the last two are what they typed.</summary>
public sealed record DeletePage(
    Inventory Inventory, DateTimeOffset ExecuteAt, TimeSpan GracePeriod, bool IsLastAdministrator, bool IsMailed, string? Email, string? Reason)
{
    /// <summary>"at once, 7 days before and 1 day before": when mails come about it.</summary>
    public string Mails => DeletionReminders.InWords(GracePeriod);
}

/// <summary>What they see from then on.</summary>
public sealed record CountdownPage(DateTimeOffset RequestedAt, Countdown Left, string Cause, bool IsMailed)
{
    public bool CanKeep => DeletionCause.IsOwnersToCancel(Cause);

    public string Mails => DeletionReminders.InWords(Left.Total);

    /// <summary>Why it is deleted, to be put before "on Monday".</summary>
    public string Because => Cause switch
    {
        DeletionCause.Owner => "You asked for this",
        DeletionCause.Administrators => "Two administrators decided this",
        DeletionCause.Unverified => "Its address was never confirmed, so this was decided",
        DeletionCause.Inactive => "Nobody used it for a long time, so this was decided",
        _ => "It was deleted before, and an old backup brought it back; this was found",
    };
}
