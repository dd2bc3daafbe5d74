namespace AccountPortal.Activity;

/// <summary>What can happen to an account; the text is what <c>security_events.kind</c> holds.</summary>
public static class EventKind
{
    public const string SignUp = "sign-up";
    public const string SignIn = "sign-in";
    public const string SignInLocked = "sign-in-locked";
    public const string SignOut = "sign-out";
    public const string SessionRevoked = "session-revoked";
    public const string EmailVerified = "email-verified";
    public const string EmailChangeRequested = "email-change-requested";
    public const string EmailChanged = "email-changed";
    public const string EmailChangeUndone = "email-change-undone";
    public const string PasswordResetRequested = "password-reset-requested";
    public const string PasswordReset = "password-reset";
    public const string PasswordChanged = "password-changed";
    public const string ProfileChanged = "profile-changed";
}

/// <summary>How it went; the text is what <c>security_events.outcome</c> holds.</summary>
public static class EventOutcome
{
    public const string Success = "success";
    public const string Refused = "refused";
}
