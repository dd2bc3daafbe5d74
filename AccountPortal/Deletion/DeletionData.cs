using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>Deletions that wait, and what is left of those that are done.</summary>
internal sealed class DeletionData(PortalDbContext db) : IPersonalData
{
    public string Name => "deletion";

    public string Title => "Deletion of your account";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<DeletionRequest>("The deletion of your account that waits", request => request.UserId)
            .Exports(request => request.RequestedAt, request => request.ExecuteAt, request => request.Cause, request => request.Reason, request => request.WeekTold, request => request.DayTold)
            .Withholds("It is you.", request => request.UserId)
            .Withholds("An administrator's account.", request => request.RequestedBy)
            .Withholds("How the work goes.", request => request.Attempts, request => request.NextAttemptAt, request => request.LastError)
            .Redacts(LeaveAdministratorsOut);
        declare.Owned<ImmediateDeletion>("An administrator's wish to delete your account at once", deletion => deletion.UserId)
            .Withholds("It is you.", deletion => deletion.UserId)
            .Withholds("It is for cases of abuse, which its owner is not to know of before it is decided, within a week.", deletion => deletion.RequestedAt, deletion => deletion.ExpiresAt)
            .Withholds("An administrator's account.", deletion => deletion.RequestedBy)
            .Withholds("An administrator's note to other administrators.", deletion => deletion.Reason);
        declare.Owned<AccountNotice>("Warnings that your account gets no use", notice => notice.UserId)
            .Exports(notice => notice.Kind, notice => notice.SentAt)
            .Withholds("It is you.", notice => notice.UserId);
        declare.NotPersonal<Tombstone>("Keyed hashes of accounts that are gone, so that a backup cannot bring them back unnoticed.");
    }

    /// <summary>Deletions of other people's accounts that this account's owner asked for, as an administrator: they go on without the name.</summary>
    public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) =>
        db.DeletionRequests.Where(request => request.RequestedBy == account.Id && request.UserId != account.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.RequestedBy, (Guid?)null), cancellationToken);

    private static void LeaveAdministratorsOut(Dictionary<string, object?> row)
    {
        if (row["cause"] is not DeletionCause.Owner)
        {
            row["reason"] = null;
        }
    }
}
