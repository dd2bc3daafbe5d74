using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Places;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Telemetry;

namespace AccountPortal.Activity;

/// <summary>Writes security events, in the transaction of the change that they tell of.</summary>
public sealed class SecurityEvents(DeviceParser devices, PlaceFinder places, TimeProvider clock)
{
    private readonly EventIds ids = new();

    /// <summary>Adds an event to <paramref name="db"/>; the caller saves. Who and where come from the request.</summary>
    public void Add(
        PortalDbContext db, HttpContext context, string kind, string outcome, Guid? accountId, Guid? sessionId = null, Dictionary<string, string>? details = null)
    {
        var now = clock.GetUtcNow();
        var address = context.ClientAddress();
        var place = places.Find(address);
        var current = context.Features.Get<CurrentSession>();
        Measures.Happened(kind, outcome, details);
        db.SecurityEvents.Add(new SecurityEvent
        {
            Id = ids.Next(now),
            At = now,
            Kind = kind,
            Outcome = outcome,
            AccountId = accountId,
            ActorId = current?.UserId ?? (outcome == EventOutcome.Success ? accountId : null),
            SessionId = sessionId ?? current?.Id,
            Ip = address,
            DeviceName = devices.Parse(context.Request).Name,
            Country = place.Country,
            City = place.City,
            Network = place.Network,
            Details = details ?? [],
        });
    }

    /// <summary>Adds an event that no request caused (a command of the executable) to <paramref name="db"/>; the caller saves. Nobody is known to have done it.</summary>
    public void AddWithoutRequest(PortalDbContext db, string kind, Guid? accountId, Dictionary<string, string> details)
    {
        var now = clock.GetUtcNow();
        db.SecurityEvents.Add(new SecurityEvent { Id = Guid.CreateVersion7(now), At = now, Kind = kind, Outcome = EventOutcome.Success, AccountId = accountId, Details = details });
    }
}
