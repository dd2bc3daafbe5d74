namespace AccountPortal.Sessions;

/// <summary>A session as programs see it.</summary>
public sealed record SessionJson(
    Guid Id, string DeviceName, string Browser, string Os, string DeviceType, string Ip, string? Country, string? City,
    DateTimeOffset CreatedAt, DateTimeOffset LastActiveAt, DateTimeOffset ExpiresAt, bool IsCurrent)
{
    public static SessionJson Of(SessionCard session) => new(
        session.Id, session.DeviceName, session.Browser, session.Os, session.DeviceType, session.Ip, session.Country, session.City,
        session.CreatedAt, session.LastActiveAt, session.EndsAt, session.IsCurrent);
}

/// <summary>How many sessions were ended.</summary>
public sealed record RevokedJson(string Message, int Revoked);
