namespace AccountPortal.Activity;

/// <summary>What the activity page shows. <paramref name="SessionDevice"/>: of the one other session that it is about, if it is.</summary>
public sealed record ActivityPage(ActivityForm Form, EventPage Events, string? SessionDevice)
{
    /// <summary>The first page of the same question with another answer.</summary>
    public ActivityForm First => Form with { Before = null, After = null };

    public string? NewerHref => Events.Newer is { } key ? (First with { After = key.ToString() }).Href() : null;

    public string? OlderHref => Events.Older is { } key ? (First with { Before = key.ToString() }).Href() : null;
}
