namespace AccountPortal.Activity;

/// <summary>What can happen to an account; the text is what <c>security_events.kind</c> holds.</summary>
public static class EventKind
{
    public const string SignUp = "sign-up";
    public const string SignIn = "sign-in";
    public const string SignInLocked = "sign-in-locked";
    public const string SignOut = "sign-out";
    public const string SessionRevoked = "session-revoked";
    public const string SessionEnded = "session-ended";
    public const string SessionMoved = "session-moved";
    public const string StepUp = "step-up";
    public const string StepUpEnded = "step-up-ended";
    public const string TwoFactorOn = "two-factor-on";
    public const string TwoFactorOff = "two-factor-off";
    public const string RecoveryCodesMade = "recovery-codes-made";
    public const string PasskeyAdded = "passkey-added";
    public const string PasskeyRenamed = "passkey-renamed";
    public const string PasskeyRemoved = "passkey-removed";

    /// <summary>A passkey's counter went back: somebody may have made a copy of it.</summary>
    public const string PasskeyCloned = "passkey-cloned";
    public const string DeviceTrusted = "device-trusted";
    public const string DeviceTrustEnded = "device-trust-ended";
    public const string FactorResetStopped = "factor-reset-stopped";
    public const string FactorsReset = "factors-reset";
    public const string EmailVerified = "email-verified";
    public const string EmailChangeRequested = "email-change-requested";
    public const string EmailChanged = "email-changed";
    public const string EmailChangeUndone = "email-change-undone";
    public const string PasswordResetRequested = "password-reset-requested";
    public const string PasswordReset = "password-reset";
    public const string PasswordChanged = "password-changed";
    public const string ExportRequested = "export-requested";
    public const string ExportFetched = "export-fetched";
    public const string ProfileChanged = "profile-changed";
    public const string DeviceNamed = "device-named";
    public const string DeviceForgotten = "device-forgotten";
    public const string SignInAlert = "sign-in-alert";
    public const string AlertSettingsChanged = "alert-settings-changed";
    public const string NotMe = "not-me";
    public const string DeletionRequested = "deletion-requested";
    public const string DeletionCancelled = "deletion-cancelled";
    public const string AccountLocked = "account-locked";
    public const string AccountUnlocked = "account-unlocked";
    public const string InactivityWarned = "inactivity-warned";
    public const string InactivityLocked = "inactivity-locked";
    public const string InactivityUnlocked = "inactivity-unlocked";
    public const string InactivityDeletion = "inactivity-deletion";
    /// <summary>The owner let a company's sign-in open the account.</summary>
    public const string CompanyConnected = "company-connected";

    /// <summary>An account that is kept for emergencies was opened with its password.</summary>
    public const string BreakGlassUsed = "break-glass-used";

    public const string ProviderMade = "provider-made";
    public const string ProviderChanged = "provider-changed";

    /// <summary>What a company's metadata would change waits for an administrator.</summary>
    public const string ProviderChangeHeld = "provider-change-held";
    public const string ProviderKeysRotated = "provider-keys-rotated";

    public const string ProviderDomainAdded = "provider-domain-added";
    public const string ProviderDomainRemoved = "provider-domain-removed";
    public const string ProviderDomainProven = "provider-domain-proven";

    /// <summary>An operator said by a command that the domain is the company's.</summary>
    public const string ProviderDomainVouched = "provider-domain-vouched";
    public const string ProviderDomainLost = "provider-domain-lost";
    public const string ProviderDomainEnforced = "provider-domain-enforced";
    public const string ProviderDomainEased = "provider-domain-eased";
    public const string ProviderTested = "provider-tested";
    public const string ProviderEnabled = "provider-enabled";
    public const string ProviderDisabled = "provider-disabled";

    /// <summary>A disabled provider became a draft, to be tested again.</summary>
    public const string ProviderReopened = "provider-reopened";
    public const string ProviderDeleted = "provider-deleted";
    public const string BreakGlassAppointed = "break-glass-appointed";
    public const string BreakGlassWithdrawn = "break-glass-withdrawn";
    public const string RoleGranted = "role-granted";
    public const string RoleRevoked = "role-revoked";
    public const string AdminSessionRevoked = "admin-session-revoked";
    public const string AdminSessionsRevoked = "admin-sessions-revoked";
    public const string AdminPasswordReset = "admin-password-reset";
    public const string AdminFactorReset = "admin-factor-reset";
    public const string AdminFactorResetStopped = "admin-factor-reset-stopped";
    public const string AdminDeletionCancelled = "admin-deletion-cancelled";
    public const string AdminMailRetried = "admin-mail-retried";
    public const string AdminMailGivenUp = "admin-mail-given-up";
    public const string AdminAccountLocked = "admin-account-locked";
    public const string AdminAccountUnlocked = "admin-account-unlocked";
    public const string AdminSharedAccountTold = "admin-shared-account-told";
    public const string AdminSharedAccountSettled = "admin-shared-account-settled";
    public const string AdminSessionsLimited = "admin-sessions-limited";
    public const string AdminDeletionRetried = "admin-deletion-retried";

    /// <summary>An administrator wants an account erased at once. It is kept with the administrator: the owner is not to know of it before.</summary>
    public const string ErasureAsked = "erasure-asked";
    public const string ErasureAgreed = "erasure-agreed";
    public const string ErasureDeclined = "erasure-declined";

    /// <summary>The account is gone; the event has its pseudonym.</summary>
    public const string AccountErased = "account-erased";

    /// <summary>Those that are kept with whoever acted; whom it was about stands in <see cref="SecurityEvent.AboutDetail"/>.</summary>
    internal static readonly string[] AboutOthers = [ErasureAsked, ErasureAgreed, ErasureDeclined];
}

/// <summary>How it went; the text is what <c>security_events.outcome</c> holds.</summary>
public static class EventOutcome
{
    public const string Success = "success";
    public const string Refused = "refused";
}
