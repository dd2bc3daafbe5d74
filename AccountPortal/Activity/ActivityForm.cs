using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace AccountPortal.Activity;

/// <summary>
/// What the address of an activity page asks for. All of it is text from anybody: what cannot be read counts as not said, so that an old or
/// mangled link shows the page.
/// </summary>
public record ActivityForm
{
    /// <summary>Where owners read.</summary>
    public const string OwnersPath = "/account/activity";

    /// <summary>What <see cref="Session"/> says for the session that asks.</summary>
    public const string ThisSession = "this";

    /// <summary>The spans to choose from.</summary>
    public static readonly IReadOnlyList<(string Text, string Label, TimeSpan Span)> Spans =
    [
        ("1d", "Last 24 hours", TimeSpan.FromDays(1)), ("7d", "Last 7 days", TimeSpan.FromDays(7)),
        ("28d", "Last 28 days", TimeSpan.FromDays(28)), ("90d", "Last 90 days", TimeSpan.FromDays(90)),
    ];

    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The word of an <see cref="EventGroup"/>.</summary>
    public string? Group { get; init; }

    /// <summary>A span ("7d"), or a day ("2026-11-21") of the reader's calendar.</summary>
    public string? When { get; init; }

    /// <summary><see cref="ThisSession"/>, or the id of a session of the account.</summary>
    public string? Session { get; init; }

    /// <summary>Keys of <see cref="EventPage"/>.</summary>
    public string? Before { get; init; }

    public string? After { get; init; }

    public EventGroup? EventGroup => EventGroups.Find(Group);

    /// <summary>The one day that is asked for; only such as calendars of all zones can reckon with.</summary>
    public DateOnly? Day =>
        DateOnly.TryParseExact(When, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2200 ? day : null;

    public Guid? BeforeKey => Key(Before);

    public Guid? AfterKey => Key(After);

    private TimeSpan? Span => Spans.Where(span => span.Text == When).Select(span => (TimeSpan?)span.Span).FirstOrDefault();

    public static string DayText(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>The events that are asked for, of that account or of all.</summary>
    public ActivityFilter Filter(Guid? accountId, Guid? sessionId, DateTimeOffset now, TimeZoneInfo? zone) => new()
    {
        AccountId = accountId,
        SessionId = sessionId,
        Group = EventGroup,
        From = Day is { } day ? ReaderDays.StartOf(day, zone) : now - Span,
        Until = Day is { } last ? ReaderDays.StartOf(last.AddDays(1), zone) : null,
    };

    /// <summary>The address that asks for this.</summary>
    public string Href(string path = OwnersPath) => QueryHelpers.AddQueryString(path, Parts().Where(part => !string.IsNullOrEmpty(part.Value)));

    /// <summary>What the address says, as far as it can be read. A form with more fields adds them.</summary>
    protected virtual Dictionary<string, string?> Parts() => new()
    {
        ["group"] = EventGroup?.ToText(),
        ["when"] = Span is not null || Day is not null ? When : null,
        ["session"] = Session,
        ["before"] = BeforeKey?.ToString(),
        ["after"] = AfterKey?.ToString(),
    };

    private static Guid? Key(string? text) => Guid.TryParseExact(text, "D", out var key) ? key : null;
}
