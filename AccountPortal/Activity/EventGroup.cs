namespace AccountPortal.Activity;

/// <summary>What people filter by. A kind may be in one group where it went well and in another where it was refused.</summary>
public enum EventGroup
{
    SignIns,
    Refusals,
    Changes,
    Alerts,
    Sessions,
}

public static class EventGroups
{
    public static IReadOnlyList<EventGroup> All { get; } = Enum.GetValues<EventGroup>();

    /// <summary>The word in the address.</summary>
    public static string ToText(this EventGroup group) => group switch
    {
        EventGroup.SignIns => "sign-ins",
        EventGroup.Refusals => "refusals",
        EventGroup.Changes => "changes",
        EventGroup.Alerts => "alerts",
        _ => "sessions",
    };

    public static string Label(this EventGroup group) => group switch
    {
        EventGroup.SignIns => "Sign-ins",
        EventGroup.Refusals => "Refused",
        EventGroup.Changes => "Changes",
        EventGroup.Alerts => "Alerts",
        _ => "Sessions",
    };

    /// <summary>The group of that word, or null.</summary>
    public static EventGroup? Find(string? text)
    {
        foreach (var group in All)
        {
            if (group.ToText() == text)
            {
                return group;
            }
        }

        return null;
    }
}
