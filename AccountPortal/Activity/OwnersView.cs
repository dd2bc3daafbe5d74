namespace AccountPortal.Activity;

/// <summary>
/// What the owner of an account may know of an event. Who tried to get in, and from where, is theirs to know; where an administrator sat is
/// not, nor is the session of somebody who was signed in to another account.
/// </summary>
public static class OwnersView
{
    /// <summary>The detail that holds why an administrator did it. It is written for other administrators.</summary>
    public const string AdministratorsReason = "reason";

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
}
