using AccountPortal.Accounts;

namespace AccountPortal.StepUp;

/// <summary>What somebody brings to confirm that it's them; one of them is filled in.</summary>
public record StepUpProof
{
    public string? Password { get; init; }

    /// <summary>A code of the authenticator app, or a recovery code.</summary>
    public string? Code { get; init; }

    /// <summary>A passkey's answer, as JSON (WebAuthn, 5.1.4).</summary>
    public string? Passkey { get; init; }
}

/// <summary>One way to confirm that it's you. Each lives with the factor that it checks; a mailed code is none (ASVS 6.3.6).</summary>
public interface IStepUpMethod
{
    /// <summary>A value of <see cref="SignIn.AuthMethod"/>.</summary>
    string Method { get; }

    /// <summary>Whether the account has it.</summary>
    Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken);

    /// <summary>
    /// Whether what was brought is right; <c>null</c> where nothing was brought that this way could check. Tries are counted by the caller, before.
    /// What works once is used up here.
    /// </summary>
    Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken);
}
