using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>The authenticator app, the recovery codes, and a reset that waits.</summary>
internal sealed class TwoFactorData(PortalDbContext db) : IPersonalData
{
    public string Name => "two-step-sign-in";

    public string Title => "Two-step sign-in";

    public void Declare(DataDeclarations declare)
    {
        declare.Owned<TotpFactor>("Your authenticator app", factor => factor.UserId)
            .Exports(factor => factor.CreatedAt, factor => factor.ConfirmedAt, factor => factor.LastUsedAt)
            .Withholds("It is you.", factor => factor.UserId)
            .Withholds("The secret that your app has.", factor => factor.ProtectedKey)
            .Withholds("How the portal tells a code that was used.", factor => factor.LastStep);
        declare.Owned<RecoveryCode>("Your recovery codes", code => code.UserId)
            .Exports(code => code.CreatedAt, code => code.UsedAt)
            .Withholds("It is you.", code => code.UserId)
            .Withholds("A number in the table.", code => code.Id)
            .Withholds("The hash of a secret: it opens nothing for you, and could for others.", code => code.CodeHash);
        declare.Owned<FactorReset>("A removal of your second factors that waits", reset => reset.UserId)
            .Exports(reset => reset.RequestedAt, reset => reset.DueAt)
            .Withholds("It is you.", reset => reset.UserId)
            .Withholds("An administrator's account.", reset => reset.RequestedBy)
            .Withholds("An administrator's note to other administrators.", reset => reset.Reason);
    }

    /// <summary>Resets for other people that this account's owner asked for, as an administrator: they go on without the name.</summary>
    public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) =>
        db.FactorResets.Where(reset => reset.RequestedBy == account.Id).ExecuteUpdateAsync(set => set.SetProperty(reset => reset.RequestedBy, (Guid?)null), cancellationToken);
}
