using System.Text.Json.Nodes;

namespace AccountPortal.Activity;

/// <summary>
/// What the owner of an account may know of an event. Who tried to get in, and from where, is theirs to know; where an administrator sat is
/// not, nor is the session of somebody who was signed in to another account.
/// </summary>
public static class OwnersView
{
    /// <summary>The detail that holds why an administrator did it. It is written for other administrators.</summary>
    public const string AdministratorsReason = "reason";

    // The columns that say where whoever acted sat.
    private static readonly string[] WhereFrom = ["ip", "device_name", "country", "city", "network"];

    public static SecurityEvent Of(SecurityEvent happened)
    {
        var isByAdministrator = EventWords.IsByAdministrator(happened);
        return new SecurityEvent
        {
            Id = happened.Id,
            At = happened.At,
            Kind = happened.Kind,
            Outcome = happened.Outcome,
            AccountId = happened.AccountId,
            ActorId = happened.ActorId,
            SessionId = isByAdministrator || happened.IsByAnother ? null : happened.SessionId,
            Ip = isByAdministrator ? null : happened.Ip,
            DeviceName = isByAdministrator ? null : happened.DeviceName,
            Country = isByAdministrator ? null : happened.Country,
            City = isByAdministrator ? null : happened.City,
            Network = isByAdministrator ? null : happened.Network,
            Details = isByAdministrator ? happened.Details.Where(detail => detail.Key != AdministratorsReason).ToDictionary() : happened.Details,
        };
    }

    /// <summary>The same for a row of the table that is to be exported, by the names of its columns.</summary>
    public static void Redact(Dictionary<string, object?> row)
    {
        var seen = Of(new SecurityEvent
        {
            Id = (Guid)row["id"]!,
            At = default,
            Kind = (string)row["kind"]!,
            Outcome = (string)row["outcome"]!,
            AccountId = (Guid?)row["account_id"],
            ActorId = (Guid?)row["actor_id"],
            SessionId = (Guid?)row["session_id"],
            Details = (row["details"] as JsonObject)?.ToDictionary(detail => detail.Key, detail => (string?)detail.Value ?? "") ?? [],
        });
        row["session_id"] = seen.SessionId;
        row["details"] = new JsonObject(seen.Details.Select(detail => KeyValuePair.Create<string, JsonNode?>(detail.Key, detail.Value)));
        if (EventWords.IsByAdministrator(seen))
        {
            foreach (var column in WhereFrom)
            {
                row[column] = null;
            }
        }
    }
}
