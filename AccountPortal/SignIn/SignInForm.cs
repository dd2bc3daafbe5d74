namespace AccountPortal.SignIn;

/// <summary>What the two steps of the sign-in page take.</summary>
public sealed class SignInForm
{
    public string? Email { get; init; }

    public string? Password { get; init; }

    public bool RememberDevice { get; init; }

    public string? ReturnUrl { get; init; }
}

/// <summary>What the second step takes.</summary>
public sealed class SecondStepForm
{
    /// <summary>A code of the authenticator app, or a recovery code.</summary>
    public string? Code { get; init; }

    public bool TrustDevice { get; init; }
}

/// <summary>What <c>POST /login/two-factor</c> takes.</summary>
public sealed record LoginSecondStepRequest(string? Code, bool TrustDevice = false, Guid? EndSessionId = null);

/// <summary>What <c>POST /login</c> takes.</summary>
public sealed record LoginRequest(string? Email, string? Password, bool RememberDevice = false, Guid? EndSessionId = null);

/// <summary>What <c>POST /login</c> answers where a second factor is due.</summary>
public sealed record SecondStepJson(bool TwoFactorRequired);
