using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace AccountPortal.Shared;

/// <summary>Says instants the way people do. Without a zone the clock times are UTC and say so. portal.js says the same words.</summary>
public static class RelativeTime
{
    private const string JustNow = "just now";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>"2 minutes ago", "yesterday, 22:41", "in 29 minutes", "Friday, 14:05"; whole units, rounded down.</summary>
    public static string InWords(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone = null) =>
        at <= now ? Past(at, now, zone) : Future(at, now, zone);

    /// <summary>"Mon 16 Nov 2026, 09:12".</summary>
    public static string Exact(DateTimeOffset at, TimeZoneInfo? zone = null) =>
        Say(Local(at, zone), "ddd d MMM yyyy, HH:mm") + Suffix(zone);

    /// <summary>"Monday, 16 November 2026, 09:12 (Berlin, UTC+1)": the offset tells the two 02:30 of an autumn night apart.</summary>
    public static string Full(DateTimeOffset at, TimeZoneInfo? zone = null) =>
        $"{Say(Local(at, zone), "dddd, d MMMM yyyy, HH:mm")} ({ZoneName(Local(at, zone), zone)})";

    /// <summary>
    /// A <c>time</c> element that says it in words or, where <paramref name="exact"/>, by date. Without a zone times are UTC and say so, until the script puts them into the
    /// browser's.
    /// </summary>
    public static MarkupString Element(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone = null, bool exact = false)
    {
        var (kind, words) = exact ? ("data-exact", Exact(at, zone)) : ($"data-relative=\"{JustNow}\"", InWords(at, now, zone));
        var named = zone is null ? "" : $" data-zone=\"{Encode(zone.Id)}\"";
        var instant = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return (MarkupString)$"<time datetime=\"{instant}\" title=\"{Encode(Full(at, zone))}\" {kind}{named}>{Encode(words)}</time>";
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static string Past(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone)
    {
        var elapsed = now - at;
        if (elapsed < Minute) return JustNow;
        if (elapsed < Hour) return $"{Duration.Count((int)elapsed.TotalMinutes, "minute")} ago";
        return DaysAhead(at, now, zone) switch
        {
            0 => $"{Duration.Count((int)elapsed.TotalHours, "hour")} ago",
            -1 => "yesterday, " + Clock(at, zone),
            _ => Dated(at, now, zone),
        };
    }

    private static string Future(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone)
    {
        var left = at - now;
        if (left < Minute) return "in less than a minute";
        if (left < Hour) return $"in {Duration.Count((int)left.TotalMinutes, "minute")}";
        return DaysAhead(at, now, zone) switch
        {
            0 => "today, " + Clock(at, zone),
            1 => "tomorrow, " + Clock(at, zone),
            < 7 => Say(Local(at, zone), "dddd, ") + Clock(at, zone),
            _ => Dated(at, now, zone),
        };
    }

    private static string Dated(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone) =>
        Say(Local(at, zone), Local(at, zone).Year == Local(now, zone).Year ? "ddd d MMM, " : "ddd d MMM yyyy, ") + Clock(at, zone);

    private static string Clock(DateTimeOffset at, TimeZoneInfo? zone) => Say(Local(at, zone), "HH:mm") + Suffix(zone);

    private static string Suffix(TimeZoneInfo? zone) => zone is null ? " UTC" : "";

    private static string ZoneName(DateTimeOffset local, TimeZoneInfo? zone)
    {
        if (zone is null || zone.Id == TimeZoneInfo.Utc.Id) return "UTC";
        var city = zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');
        var offset = local.Offset.Minutes == 0 ? $"{local.Offset.Hours:+0;-0;+0}" : $"{local.Offset.Hours:+0;-0;+0}:{Math.Abs(local.Offset.Minutes):00}";
        return $"{city}, UTC{offset}";
    }

    private static int DaysAhead(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo? zone) =>
        (Local(at, zone).Date - Local(now, zone).Date).Days;

    private static DateTimeOffset Local(DateTimeOffset at, TimeZoneInfo? zone) => TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc);

    private static string Say(DateTimeOffset local, string format) => local.ToString(format, CultureInfo.InvariantCulture);
}
