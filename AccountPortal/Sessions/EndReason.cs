namespace AccountPortal.Sessions;

/// <summary>Why a session ended; the text is what <c>ended_sessions.reason</c> holds.</summary>
public static class EndReason
{
    public const string SignedOut = "signed-out";
    public const string Idle = "idle";
    public const string Absolute = "absolute";
    public const string Limit = "limit";
    public const string RevokedByOwner = "revoked-by-owner";
    public const string PasswordChanged = "password-changed";
    public const string PasswordReset = "password-reset";
    public const string EmailChanged = "email-changed";
    public const string SignedInAgain = "signed-in-again";

    /// <summary>The owner said that a sign-in wasn't theirs.</summary>
    public const string NotMe = "not-me";

    /// <summary>It was used from another network or country, and the settings end such sessions.</summary>
    public const string Moved = "moved";

    public const string Administrator = "administrator";
    public const string AccountLocked = "account-locked";

    /// <summary>The account's role was changed from elsewhere (P5).</summary>
    public const string RoleChanged = "role-changed";

    /// <summary>The identity provider said so.</summary>
    public const string SamlSignOut = "saml-sign-out";

    /// <summary>The provider that opened it was disabled, or is gone.</summary>
    public const string ProviderDisabled = "provider-disabled";

    /// <summary>People of its domain come in through the company alone from now on.</summary>
    public const string CompanyOnly = "company-only";

    /// <summary>A backup was brought back, in which it was alive.</summary>
    public const string Restored = "restored";

    public const string Deletion = "deletion";

    /// <summary>The account, which was to be deleted, is kept: what was shut opens again for whoever kept it alone (P5).</summary>
    public const string DeletionCancelled = "deletion-cancelled";
}
