namespace AccountPortal.Retention;

/// <summary>What one feature forgets by itself, and when. Each feature that keeps rows which grow old implements it in its own folder and registers it.</summary>
public interface IRetentionRules
{
    IEnumerable<RetentionRule> Rules { get; }
}
