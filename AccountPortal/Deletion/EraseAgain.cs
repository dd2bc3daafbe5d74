using AccountPortal.Accounts;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>Finds accounts that were erased and that a backup brought back, and erases them again.</summary>
public sealed class EraseAgain(PortalDbContext db, Tombstones tombstones, Eraser eraser, TimeProvider clock)
{
    private const int Portion = 1000;

    /// <summary>Adds those that the table does not have: the backup is older than they are. How many.</summary>
    public async Task<int> AddAsync(IReadOnlyList<Tombstone> stones, CancellationToken cancellationToken)
    {
        var added = 0;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var stone in stones)
        {
            added += await tombstones.AddAsync(stone, cancellationToken) ? 1 : 0;
        }

        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    /// <summary>
    /// The accounts that a tombstone stands for: by their id; or, where nobody had proven their address, by that, if they are older than the erasure. Such an
    /// account gives way without a tombstone to whoever proves the address, and whoever did was erased. A proven one leaves a tombstone of its own whenever it is
    /// erased: if another's has its address, it had moved away from it by then, and its owner is somebody else.
    /// </summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(IEnumerable<Tombstone> more, CancellationToken cancellationToken)
    {
        var stones = await db.Tombstones.AsNoTracking().ToListAsync(cancellationToken);
        stones.AddRange(more);
        var ids = stones.Select(stone => Convert.ToHexString(stone.AccountHash)).ToHashSet();
        var addresses = stones.GroupBy(stone => Convert.ToHexString(stone.AddressHash)).ToDictionary(same => same.Key, same => same.Max(stone => stone.ErasedAt));
        List<Guid> found = [];
        Guid? last = null;
        while (await PortionAsync(last, cancellationToken) is { Count: > 0 } portion)
        {
            foreach (var one in portion)
            {
                if (ids.Contains(Convert.ToHexString(tombstones.HashOf(one.Id))) || IsByAddress(one, addresses))
                {
                    found.Add(one.Id);
                }
            }

            last = portion[^1].Id;
        }

        return found;
    }

    /// <summary>Erases them; those that are still there after it, because something failed.</summary>
    public async Task<IReadOnlyList<Guid>> EraseAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            var now = clock.GetUtcNow();
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into deletion_requests (user_id, requested_at, execute_at, cause) select id, {now}, {now}, {DeletionCause.Restored} from users where id = {id}
                on conflict (user_id) do update set execute_at = excluded.execute_at, cause = excluded.cause, attempts = 0, next_attempt_at = null, last_error = null
                """,
                cancellationToken);
            await eraser.EraseNextAsync(cancellationToken, id);
        }

        return await db.Users.Where(account => ids.Contains(account.Id)).Select(account => account.Id).ToListAsync(cancellationToken);
    }

    private Task<List<Candidate>> PortionAsync(Guid? after, CancellationToken cancellationToken) => db.Users
        .Where(account => after == null || account.Id > after)
        .OrderBy(account => account.Id).Take(Portion)
        .Select(account => new Candidate(account.Id, account.Email!, account.EmailConfirmed, account.CreatedAt)).ToListAsync(cancellationToken);

    private bool IsByAddress(Candidate one, Dictionary<string, DateTimeOffset> addresses) =>
        !one.IsProven
        && EmailAddress.TryParse(one.Email, out var email)
        && addresses.TryGetValue(Convert.ToHexString(tombstones.HashOf(email)), out var erasedAt)
        && one.CreatedAt < erasedAt;

    private sealed record Candidate(Guid Id, string Email, bool IsProven, DateTimeOffset CreatedAt);
}
