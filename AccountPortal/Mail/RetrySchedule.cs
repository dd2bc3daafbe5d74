namespace AccountPortal.Mail;

/// <summary>When a mail is tried again: soon at first, then ever more rarely, for three days. No chance in it: the claim keeps nodes apart.</summary>
internal static class RetrySchedule
{
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);

    /// <summary>The instant of the next attempt after <paramref name="attempts"/> that failed, the last of them at <paramref name="now"/>; <c>null</c> to give up.</summary>
    public static DateTimeOffset? Next(DateTimeOffset createdAt, int attempts, DateTimeOffset now)
    {
        var end = createdAt + Patience;
        if (now >= end)
        {
            return null;
        }

        var next = now + (attempts <= Waits.Length ? Waits[attempts - 1] : LongestWait);
        return next < end ? next : end;
    }
}
