using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// Confirms by signing in to the company anew, for sessions that the company opened. The proof is no field of a form: the step-up page leads to
/// the company, and its answer comes back to <see cref="StepUpFinishController"/>.
/// </summary>
public sealed class CompanyStepUp(PortalDbContext db, IHttpContextAccessor accessor) : IStepUpMethod
{
    public string Method => AuthMethod.Saml;

    public async Task<bool> IsSetUpAsync(Account account, CancellationToken cancellationToken) =>
        accessor.HttpContext?.Features.Get<CurrentSession>() is { } session && session.UserId == account.Id && await ProviderAsync(session.Id, cancellationToken) is not null;

    public Task<bool?> CheckAsync(HttpContext context, Account account, StepUpProof proof, CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>The provider that opened this session, while it is enabled.</summary>
    public Task<SamlProvider?> ProviderAsync(Guid sessionId, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(
        provider => provider.EnabledAt != null && provider.DisabledAt == null && db.Sessions.Any(session => session.Id == sessionId && session.SamlProviderId == provider.Id), cancellationToken);
}
