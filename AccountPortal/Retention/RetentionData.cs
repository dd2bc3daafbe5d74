using AccountPortal.PersonalData;

namespace AccountPortal.Retention;

internal sealed class RetentionData : IPersonalData
{
    public string Name => "retention";

    public string Title => "Retention";

    public void Declare(DataDeclarations declare) => declare.NotPersonal<RetentionRun>("How many rows each rule removed, and when.");
}
