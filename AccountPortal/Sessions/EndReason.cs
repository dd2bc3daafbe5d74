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
}
