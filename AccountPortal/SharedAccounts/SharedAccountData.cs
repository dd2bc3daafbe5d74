using AccountPortal.PersonalData;

namespace AccountPortal.SharedAccounts;

internal sealed class SharedAccountData : IPersonalData
{
    public string Name => "shared-use";

    public string Title => "Signs of shared use";

    public void Declare(DataDeclarations declare) =>
        declare.Owned<SharedAccountFinding>("Whether your account looks used by several people", finding => finding.UserId)
            .Exports(finding => finding.Score, finding => finding.Parts, finding => finding.EvaluatedAt, finding => finding.OwnerToldAt, finding => finding.SettledAt)
            .Withholds("It is you.", finding => finding.UserId)
            .Withholds("An administrator's note to other administrators.", finding => finding.SettledReason);
}
