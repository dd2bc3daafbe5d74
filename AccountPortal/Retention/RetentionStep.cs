namespace AccountPortal.Retention;

/// <summary>What one portion of a step came to: how many rows it changed, and where the next one goes on; <c>null</c> where none is left.</summary>
public sealed record RetentionPortion(int Rows, object? Next)
{
    public static RetentionPortion Nothing { get; } = new(0, null);
}

/// <summary>A part of a rule, done in portions that commit by themselves, so that nobody waits long for what one of them has locked.</summary>
public abstract class RetentionStep
{
    /// <summary>How many rows a portion looks at.</summary>
    public const int PortionSize = 500;

    /// <summary>Does the portion that follows <paramref name="after"/>, or the first.</summary>
    public abstract Task<RetentionPortion> NextAsync(IServiceProvider services, object? after, CancellationToken cancellationToken);

    /// <summary>When the oldest of what the step looks after came to be; <c>null</c> where there is nothing, or nothing that could be asked cheaply.</summary>
    public virtual Task<DateTimeOffset?> OldestAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);
}
