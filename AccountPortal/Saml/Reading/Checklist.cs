namespace AccountPortal.Saml.Reading;

/// <summary>
/// The checks of one message, in their order: the first that fails ends the reading (<see cref="SamlRefusedException"/>, caught in
/// <see cref="Run"/> alone). Whatever a page shows of a message's checks comes from here.
/// </summary>
internal sealed class Checklist
{
    private readonly List<CheckResult> results = [];

    public IReadOnlyList<CheckResult> Results => results;

    public SamlRefusal? Refusal { get; private set; }

    /// <summary>What no check foresaw; the message is refused all the same.</summary>
    public Exception? Fault { get; private set; }

    public void Passed(SamlRefusal check, string expected, string? got) => Add(check, expected, got, true);

    public void Require(SamlRefusal check, bool passed, string expected, string? got)
    {
        if (!passed)
        {
            throw new SamlRefusedException(check, expected, got);
        }

        Passed(check, expected, got);
    }

    /// <summary>What comes of the reading; <c>null</c> where a check failed.</summary>
    public T? Run<T>(Func<T> reading)
        where T : class
    {
        if (Refusal is not null)
        {
            return null;
        }

        try
        {
            return reading();
        }
        catch (SamlRefusedException refused)
        {
            Refuse(refused.Check, refused.Expected, refused.Got);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // No input may answer with an error of the server's.
            Fault = fault;
            Refuse(SamlRefusal.Unreadable, "a message that can be read", fault.GetType().Name);
        }

        return null;
    }

    /// <summary>
    /// Runs what the framework does with a stranger's input. It throws a good many kinds (CryptographicException, XmlException, FormatException,
    /// NullReferenceException, …): each is the refusal.
    /// </summary>
    public static T Guard<T>(SamlRefusal check, string expected, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is not SamlRefusedException and not OutOfMemoryException)
        {
            throw new SamlRefusedException(check, expected, fault.GetType().Name);
        }
    }

    private void Refuse(SamlRefusal check, string expected, string? got)
    {
        Refusal = check;
        Add(check, expected, got, false);
    }

    private void Add(SamlRefusal check, string expected, string? got, bool passed) =>
        results.Add(new CheckResult(check, expected, got is null ? "nothing" : got.Length > CheckResult.LongestGot ? got[..CheckResult.LongestGot] + "…" : got, passed));
}

/// <summary>A check that failed; it never leaves the reader.</summary>
internal sealed class SamlRefusedException(SamlRefusal check, string expected, string? got) : Exception(check.ToString())
{
    public SamlRefusal Check => check;

    public string Expected => expected;

    public string? Got => got;
}
