using AccountPortal.Sessions;

namespace AccountPortal.Admin;

/// <summary>Why a session ended, as administrators are told.</summary>
public static class EndReasonWords
{
    public static string Of(string reason) => reason switch
    {
        EndReason.SignedOut => "signed out by its owner",
        EndReason.Idle => "unused for too long",
        EndReason.Absolute => "its time was over",
        EndReason.Limit => "made room for a newer session",
        EndReason.RevokedByOwner => "ended by the owner from elsewhere",
        EndReason.PasswordChanged => "the password was changed",
        EndReason.PasswordReset => "the password was reset",
        EndReason.EmailChanged => "the address was changed",
        EndReason.SignedInAgain => "signed in again in the same browser",
        EndReason.NotMe => "the owner said \"This wasn't me\"",
        EndReason.Moved => "used from another network",
        EndReason.Restored => "a backup was brought back",
        EndReason.Administrator => "ended by an administrator",
        EndReason.AccountLocked => "the account was locked",
        EndReason.RoleChanged => "the role was changed",
        EndReason.SamlSignOut => "signed out by the company",
        EndReason.ProviderDisabled => "the company's sign-in was turned off",
        EndReason.CompanyOnly => "the company's sign-in became the only one",
        EndReason.Deletion => "the account is to be deleted",
        EndReason.DeletionCancelled => "the account's deletion was cancelled",
        _ => "ended",
    };
}
