namespace AccountPortal.Saml.Operation.Dns;

/// <summary>What the DNS says of TXT records at a name.</summary>
public abstract record TxtAnswer
{
    private TxtAnswer()
    {
    }

    /// <summary>The records' texts.</summary>
    public sealed record Found(IReadOnlyList<string> Texts) : TxtAnswer;

    /// <summary>There is no such name, or it has no such record: the DNS itself says so.</summary>
    public sealed record Missing : TxtAnswer;

    /// <summary>Nobody could tell. <paramref name="Why"/>, for an administrator, after "because".</summary>
    public sealed record Failed(string Why) : TxtAnswer;
}
