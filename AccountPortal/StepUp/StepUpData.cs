using AccountPortal.PersonalData;

namespace AccountPortal.StepUp;

internal sealed class StepUpData : IPersonalData
{
    public string Name => "kept-forms";

    public string Title => "Forms that wait for you";

    public void Declare(DataDeclarations declare) =>
        declare.Owned<KeptForm>("Forms that wait until you confirm that it's you", form => form.UserId)
            .Exports(form => form.CreatedAt, form => form.ExpiresAt)
            .Withholds("It is you.", form => form.UserId)
            .Withholds("A number in the table.", form => form.Id)
            .Withholds("The session that it waits in.", form => form.SessionId)
            .Withholds("What you typed, encrypted; it may hold a password, and is gone after a quarter of an hour.", form => form.Content);
}
