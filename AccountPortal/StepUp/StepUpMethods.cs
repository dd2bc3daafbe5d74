using AccountPortal.Accounts;
using AccountPortal.SignIn;

namespace AccountPortal.StepUp;

/// <summary>Every way to confirm that it's you, and which of them an account has.</summary>
public sealed class StepUpMethods(IEnumerable<IStepUpMethod> methods)
{
    public IReadOnlyList<IStepUpMethod> All { get; } = [.. methods];

    /// <summary>The account's own, by the names of <see cref="AuthMethod"/>. None for an account that can only be opened elsewhere.</summary>
    public async Task<IReadOnlySet<string>> OfAsync(Account account, CancellationToken cancellationToken)
    {
        var own = new HashSet<string>();
        foreach (var method in All)
        {
            if (await method.IsSetUpAsync(account, cancellationToken))
            {
                own.Add(method.Method);
            }
        }

        return own;
    }

    public async Task<bool> HasSecondFactorAsync(Account account, CancellationToken cancellationToken)
    {
        foreach (var method in All.Where(method => AuthMethod.IsSecondFactor(method.Method)))
        {
            if (await method.IsSetUpAsync(account, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
