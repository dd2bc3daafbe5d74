using AccountPortal.Data;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.StepUp;

/// <summary>What an action still wants of the person. <paramref name="SecondFactor"/>: a password alone will not do.</summary>
public sealed record StepUpNeed(string Purpose, TimeSpan MaxAge, bool SecondFactor);

/// <summary>The freshness rule: how long ago did the holder of this session prove that it's them, and with what.</summary>
public sealed class Freshness(PortalDbContext db, StepUpMethods methods, TimeProvider clock, IOptions<StepUpSettings> settings)
{
    /// <summary>What is missing for an action that is guarded so; <c>null</c> where nothing is.</summary>
    public async Task<StepUpNeed?> MissingAsync(RequireStepUpAttribute guard, CurrentSession session, CancellationToken cancellationToken)
    {
        var maxAge = guard.MaxAge(settings.Value);
        // Only where it makes a difference is the database asked.
        var asksSecond = (guard.SecondFactor && !IsFresh(session.SecondFactorAt, maxAge)) || (guard.PasswordInForm && !IsFresh(session.SteppedUpAt, maxAge));
        var hasSecond = asksSecond && await HasSecondFactorAsync(session.UserId, cancellationToken);
        if (guard.PasswordInForm && !hasSecond)
        {
            return null;
        }

        var needsSecond = guard.SecondFactor && hasSecond;
        return needsSecond || !IsFresh(session.SteppedUpAt, maxAge) ? new StepUpNeed(guard.Purpose, maxAge, needsSecond) : null;
    }

    /// <summary>Until when the session counts as confirmed for what asks for nothing special; <c>null</c> where it does not.</summary>
    public static DateTimeOffset? HoldsUntil(CurrentSession session, TimeSpan maxAge, DateTimeOffset now) =>
        now < session.SteppedUpAt + maxAge ? session.SteppedUpAt + maxAge : null;

    private bool IsFresh(DateTimeOffset? at, TimeSpan maxAge) => at is { } proven && clock.GetUtcNow() < proven + maxAge;

    private async Task<bool> HasSecondFactorAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == userId, cancellationToken) is { } account
        && await methods.HasSecondFactorAsync(account, cancellationToken);
}
