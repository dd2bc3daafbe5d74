namespace AccountPortal.Activity;

/// <summary>
/// How one kind of event is told. A sentence has no full stop and begins with the verb ("Changed {your} password"), so that
/// "An administrator" can stand before it.
/// </summary>
public sealed record EventWord(EventGroup Group, string Icon, Func<SecurityEvent, EventReader, string> Sentence, Func<SecurityEvent, EventReader, string>? Refused = null)
{
    public EventWord(EventGroup group, string icon, string sentence, string? refused = null)
        : this(group, icon, (_, reader) => reader.Read(sentence), refused is null ? null : (_, reader) => reader.Read(refused))
    {
    }

    /// <summary>Where it belongs when it was refused.</summary>
    public EventGroup RefusedGroup { get; init; } = EventGroup.Refusals;

    /// <summary>A mailed link or a form for everybody leads to it: whoever is signed in to another account there need not be an administrator.</summary>
    public bool IsOpenToAll { get; init; }
}
