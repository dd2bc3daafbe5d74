namespace AccountPortal.StepUp;

/// <summary>
/// The action wants the person to have confirmed not long ago that it's them; signing in counts. <paramref name="purpose"/> says what for, after
/// "to": "sign out other sessions". A page whose confirmation is too old leads to <c>/step-up</c> and the form is kept (P11); JSON answers 403.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireStepUpAttribute(string purpose) : Attribute
{
    public string Purpose => purpose;

    /// <summary>How many seconds a confirmation holds for this action; 0 for what <c>StepUp:MaxAge</c> says. It never holds longer than that.</summary>
    public int MaxAgeSeconds { get; init; }

    /// <summary>Asks for a second factor where the account has one, and not for the password alone (ASVS 7.5.3).</summary>
    public bool SecondFactor { get; init; }

    /// <summary>The form asks for the current password itself, which is enough for an account without a second factor.</summary>
    public bool PasswordInForm { get; init; }

    /// <summary>How long a confirmation holds for this action.</summary>
    public TimeSpan MaxAge(StepUpSettings settings)
    {
        var own = TimeSpan.FromSeconds(MaxAgeSeconds);
        return MaxAgeSeconds > 0 && own < settings.MaxAge ? own : settings.MaxAge;
    }
}
