using System.Net;
using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

/// <summary>Events as the portal writes them, without what leads to them.</summary>
internal static class Happened
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    public static SecurityEvent Event(string kind, string outcome = EventOutcome.Success, DateTimeOffset? at = null, params (string Name, string Value)[] details) => new()
    {
        Id = Guid.CreateVersion7(at ?? Now),
        At = at ?? Now,
        Kind = kind,
        Outcome = outcome,
        AccountId = Guid.Parse("01a1fc37-a205-754e-8a2f-5b99760eaafd"),
        ActorId = Guid.Parse("01a1fc37-a205-754e-8a2f-5b99760eaafd"),
        SessionId = Guid.Parse("01a1fc37-a205-754e-8a2f-5b99760e5e55"),
        Ip = IPAddress.Parse("203.0.113.7"),
        DeviceName = "Firefox on Windows 11",
        City = "Berlin",
        Country = "DE",
        Details = details.ToDictionary(detail => detail.Name, detail => detail.Value),
    };

    public static SecurityEvent With(
        this SecurityEvent happened, Guid? accountId = null, Guid? actorId = null, bool nobody = false, Guid? sessionId = null, string? device = null, Guid? id = null) => new()
        {
            Id = id ?? happened.Id,
            At = happened.At,
            Kind = happened.Kind,
            Outcome = happened.Outcome,
            AccountId = accountId ?? happened.AccountId,
            ActorId = nobody ? null : actorId ?? (accountId is null ? happened.ActorId : accountId),
            SessionId = sessionId ?? (accountId is null ? happened.SessionId : null),
            Ip = happened.Ip,
            DeviceName = device ?? happened.DeviceName,
            City = happened.City,
            Country = happened.Country,
            Network = happened.Network,
            Details = happened.Details,
        };

    public static Task AddAsync(this PortalApp app, params IEnumerable<SecurityEvent> events) => app.Db(db =>
    {
        db.AddRange(events);
        return db.SaveChangesAsync();
    });

    /// <summary>What the browser's activity page tells, line by line.</summary>
    public static IReadOnlyList<string> Sentences(this Browser browser) =>
        [.. browser.Page.QuerySelectorAll(".event .name").Select(sentence => sentence.TextContent)];

    /// <summary>The id of the session that the browser is signed in with.</summary>
    public static async Task<Guid> SessionIdAsync(this Browser browser) =>
        (await browser.GetJsonAsync("/me/sessions")).Body.EnumerateArray().Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetGuid();
}
