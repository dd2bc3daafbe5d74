using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>A right answer that was not acted on yet, and whose it is. <paramref name="Hash"/>: of the request that it is kept with.</summary>
public sealed record PendingAnswer(SamlProvider Provider, SamlAnswer Answer, byte[] Hash);

/// <summary>Finds the answer that this browser has brought.</summary>
public sealed class PendingAnswers(PortalDbContext db, SamlAnswers answers, TimeProvider clock)
{
    /// <summary><c>null</c> where it brought none, it is too old or acted on, or the provider answers for nothing (any more).</summary>
    public async Task<PendingAnswer?> FindAsync(HttpContext context, string slug, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - SamlAnswers.Lifetime;
        if (answers.Read(context) is not { } hash
            || await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug && row.EnabledAt != null && row.DisabledAt == null, cancellationToken) is not { } provider
            || await db.SamlRequests.AsNoTracking().SingleOrDefaultAsync(
                row => row.IdHash == hash && row.ProviderId == provider.Id && row.Purpose == SamlPurpose.SignIn && row.UsedAt > since && row.ProtectedAnswer != null, cancellationToken) is not { } request)
        {
            return null;
        }

        // A provider that was disabled since, and enabled again, answers for nothing from before.
        return answers.Open(request.ProtectedAnswer!) is { } answer && provider.EnabledAt <= answer.Ticket.AnsweredAt ? new(provider, answer, hash) : null;
    }
}
