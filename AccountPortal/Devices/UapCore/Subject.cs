namespace AccountPortal.Devices.UapCore;

/// <summary>A user agent under examination, with what may still be spent on it.</summary>
internal sealed class Subject(string text)
{
    // A third more than the most demanding of uap-core's 31,000 test cases takes, a crawler of 500 characters; usual browsers take
    // 4,000. A step costs some ten nanoseconds.
    public const int Budget = 75_000;

    /// <summary>The steps left. At zero nothing matches any more, so a text made to be slow ends up unknown.</summary>
    public int StepsLeft = Budget;

    public string Text { get; } = text;

    private readonly string lowered = text.ToLowerInvariant();

    public bool Has(string[][] required)
    {
        foreach (var texts in required)
        {
            if (!HasAny(texts))
            {
                return false;
            }
        }
        return true;
    }

    private bool HasAny(string[] texts)
    {
        foreach (var text in texts)
        {
            if (lowered.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }
        return false;
    }
}
