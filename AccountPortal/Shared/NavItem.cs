namespace AccountPortal.Shared;

/// <summary>One line of the navigation. It is current on its address and below it; <paramref name="Alone"/> means on its address only.</summary>
public record NavItem(string Label, string Href, string Icon, bool Alone = false)
{
    public bool IsCurrent(string path) =>
        path.Equals(Href, StringComparison.OrdinalIgnoreCase) || (!Alone && path.StartsWith(Href + "/", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Lines of the navigation under one heading.</summary>
public record NavGroup(string Title, IReadOnlyList<NavItem> Items);
