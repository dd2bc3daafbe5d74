using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Sessions;

/// <summary>Browsers that are signed in, and those that were.</summary>
internal sealed class SessionData(PortalDbContext db) : IPersonalData
{
    private const string Secret = "The hash of a secret: it opens nothing for you, and could for others.";

    public string Name => "sessions";

    public string Title => "Where you're logged in";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<Session>("Browsers that are signed in", session => session.UserId)
            .Exports(
                session => session.Id, session => session.CreatedAt, session => session.LastActiveAt, session => session.Remembered, session => session.SteppedUpAt,
                session => session.SecondFactorAt, session => session.AuthMethods, session => session.Ip, session => session.UserAgent, session => session.Browser,
                session => session.Os, session => session.DeviceType, session => session.DeviceName, session => session.Country, session => session.City,
                session => session.Network, session => session.Latitude, session => session.Longitude, session => session.Language, session => session.Signals,
                session => session.ConfirmSince, session => session.RotatedAt, session => session.KnownDeviceId, session => session.SamlProviderId,
                session => session.SamlNameId, session => session.SamlNameIdParts, session => session.SamlSessionIndex, session => session.EndsAt)
            .Withholds("It is you.", session => session.UserId)
            .Withholds(Secret, session => session.KeyHash, session => session.PreviousKeyHash, session => session.Ticket);
        declare.Owned<EndedSession>("Browsers that were signed in", session => session.UserId)
            .Exports(
                session => session.Id, session => session.CreatedAt, session => session.LastActiveAt, session => session.EndedAt, session => session.Reason,
                session => session.EndedFrom, session => session.Ip, session => session.Browser, session => session.Os, session => session.DeviceType,
                session => session.DeviceName, session => session.Country, session => session.City, session => session.Network, session => session.Latitude,
                session => session.Longitude, session => session.Language, session => session.KnownDeviceId)
            .Withholds("It is you.", session => session.UserId)
            .Withholds("Whose browser ended it: perhaps an administrator's.", session => session.EndedBy)
            .Withholds(Secret, session => session.KeyHash)
            .Redacts(LeaveAdministratorsOut);
    }

    /// <summary>Other people's sessions that this account's owner ended, as an administrator.</summary>
    public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) =>
        db.EndedSessions.Where(session => session.EndedBy == account.Id && session.UserId != account.Id).ExecuteUpdateAsync(
            set => set.SetProperty(session => session.EndedBy, (Guid?)null).SetProperty(session => session.EndedFrom, (string?)null), cancellationToken);

    // The browser that an administrator sat at is theirs.
    private static void LeaveAdministratorsOut(Dictionary<string, object?> row)
    {
        if (row["reason"] is EndReason.Administrator or EndReason.AccountLocked or EndReason.RoleChanged)
        {
            row["ended_from"] = null;
        }
    }
}
