using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace AccountPortal.Shared;

/// <summary>The icons, by name. Each is the inside of a 24 by 24 SVG, drawn in lines, which is hidden from who has the page read to them: a word stands beside it.</summary>
public static class Icons
{
    private static readonly FrozenDictionary<string, string> Drawings = new Dictionary<string, string>
    {
        ["activity"] = """<path d="M3 12h4l3-8 4 16 3-8h4"/>""",
        ["bot"] = """<rect x="4.5" y="8" width="15" height="11.5" rx="2.5"/><path d="M12 8V5M9 12.5v2M15 12.5v2M2 12.5v3M22 12.5v3"/><circle cx="12" cy="3.5" r="1.3"/>""",
        ["building"] = """<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3"/>""",
        ["check"] = """<path d="m5 13 4 4 10-11"/>""",
        ["chevron"] = """<path d="m6 9 6 6 6-6"/>""",
        ["clock"] = """<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.3 2"/>""",
        ["copy"] = """<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3"/>""",
        ["desktop"] = """<rect x="3" y="4" width="18" height="12" rx="1.6"/><path d="M9 20h6M12 16v4"/>""",
        ["download"] = """<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M4.5 20h15"/>""",
        ["eye"] = """<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>""",
        ["home"] = """<path d="m4 11 8-7 8 7v9H4z"/>""",
        ["info"] = """<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5h.01"/>""",
        ["key"] = """<circle cx="8" cy="15" r="4.5"/><path d="m11.5 11.5 8-8M16 7l3 3"/>""",
        ["laptop"] = """<path d="M5 5h14v10H5zM2 19h20"/>""",
        ["list"] = """<path d="M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01"/>""",
        ["lock"] = """<rect x="4.5" y="10.5" width="15" height="10" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>""",
        ["mail"] = """<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7 8 6 8-6"/>""",
        ["passkey"] = """<path d="M5 13.5V11a7 7 0 0 1 12-4.9M19 10.5V14c0 1.5-.1 2.8-.4 4M8 18.5c.4-1.5.5-3 .5-4.5v-3a3.5 3.5 0 0 1 7 0v3c0 2.3-.3 4.6-1 6.7M12 11v3c0 2.6-.4 5-1.3 7.2"/>""",
        ["people"] = """<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.6-4 3-6 6.5-6s6 2 6.5 6M16 4.8a3.5 3.5 0 0 1 0 6.4M18.2 14.2c2 .8 3 2.6 3.3 5.8"/>""",
        ["phone"] = """<rect x="7" y="2.5" width="10" height="19" rx="2.4"/><path d="M11 18.5h2"/>""",
        ["shield"] = """<path d="M12 3 5 6v5c0 5 3 8 7 10 4-2 7-5 7-10V6z"/>""",
        ["sign-in"] = """<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l4 4-4 4M14 12H4.5"/>""",
        ["sign-out"] = """<path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M15 8l4 4-4 4M19 12H9.5"/>""",
        ["tablet"] = """<rect x="4.5" y="3" width="15" height="18" rx="2"/><path d="M11 18h2"/>""",
        ["terminal"] = """<rect x="3" y="4" width="18" height="16" rx="2"/><path d="m7 9 3 3-3 3M13 15h4"/>""",
        ["trash"] = """<path d="M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13"/>""",
        ["tv"] = """<rect x="2.5" y="7" width="19" height="12" rx="2"/><path d="m8 3 4 4 4-4M8 21.5h8"/>""",
        ["unknown"] = """<rect x="3" y="3" width="18" height="18" rx="4"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.8h.01"/>""",
        ["user"] = """<circle cx="12" cy="8" r="4"/><path d="M4 21c1-5 4-7 8-7s7 2 8 7"/>""",
        ["warn"] = """<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01"/>""",
    }.ToFrozenDictionary();

    // Whole, since a page has dozens of them: a component for each was a good part of what the page cost.
    private static readonly FrozenDictionary<string, MarkupString> Small = Whole("icon");
    private static readonly FrozenDictionary<string, MarkupString> Large = Whole("icon large");

    public static IEnumerable<string> Names => Drawings.Keys;

    /// <summary>The icon's SVG. Throws for a name that has no drawing: a missing icon is a bug of the page, not of the reader.</summary>
    public static MarkupString Svg(string name, bool large = false) =>
        (large ? Large : Small).TryGetValue(name, out var svg) ? svg : throw new ArgumentException($"There is no icon named '{name}'.", nameof(name));

    private static FrozenDictionary<string, MarkupString> Whole(string classes) => Drawings.ToFrozenDictionary(
        icon => icon.Key,
        icon => (MarkupString)$"""<svg class="{classes}" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">{icon.Value}</svg>""");
}
