using AccountPortal.Security;
using Npgsql;

namespace AccountPortal.Deletion;

/// <summary>
/// Erases accounts whose time has come, one at a time. Any number of workers may ask at once, on any number of nodes: each account is erased by one of them,
/// whole, once. One that fails is put off and never holds up the others.
/// </summary>
public sealed class Eraser(IServiceScopeFactory scopes, ErasureFailures failures)
{
    private const int MostCollisions = 10;

    /// <summary>Erases the next account that is due, or <paramref name="only"/> that one. Throws where the database is away.</summary>
    public async Task<ErasureOutcome> EraseNextAsync(CancellationToken cancellationToken, Guid? only = null)
    {
        for (var collisions = 0; ; collisions++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var erasure = scope.ServiceProvider.GetRequiredService<Erasure>();
            try
            {
                return await erasure.RunAsync(only, cancellationToken);
            }
            catch (Exception exception) when (IsCollision(exception) && collisions < MostCollisions)
            {
                // Somebody is at the same rows: rolled back, and tried at once. It is no failure.
            }
            catch (Exception exception) when (erasure.AccountId is not null && !cancellationToken.IsCancellationRequested && !Outage.IsOne(exception))
            {
                await failures.RecordAsync(erasure.AccountId.Value, erasure.Step, exception, cancellationToken);
                return ErasureOutcome.Failed;
            }
        }
    }

    private static bool IsCollision(Exception? exception) => exception switch
    {
        null => false,
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable } => true,
        _ => IsCollision(exception.InnerException),
    };
}
