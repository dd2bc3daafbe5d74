using AccountPortal.Deletion;

namespace AccountPortal.Admin;

/// <summary>Why an account is deleted, for administrators.</summary>
public static class CauseWords
{
    public static string Of(string cause) => cause switch
    {
        DeletionCause.Owner => "its owner asked",
        DeletionCause.Administrators => "two administrators agreed",
        DeletionCause.Unverified => "its address was never proven",
        DeletionCause.Inactive => "nobody used it",
        DeletionCause.Restored => "a backup brought it back",
        _ => cause,
    };
}
