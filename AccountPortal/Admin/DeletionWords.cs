using AccountPortal.Deletion;

namespace AccountPortal.Admin;

/// <summary>Why an account is deleted, as administrators are told.</summary>
public static class DeletionWords
{
    public static string Of(string cause) => cause switch
    {
        DeletionCause.Owner => "by its owner",
        DeletionCause.Administrators => "by two administrators",
        DeletionCause.Unverified => "by the portal: the address was never confirmed",
        DeletionCause.Inactive => "by the portal: nobody used it for a long time",
        DeletionCause.Restored => "by the portal: it was deleted before, and a backup brought it back",
        _ => "by the portal",
    };
}
