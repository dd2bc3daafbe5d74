using System.Security.Cryptography;
using System.Text;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Data.Keys;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Deletion;

/// <summary>Writes tombstones, and knows an account by them. The key is the portal's own secret: without it nobody can try out whose they are.</summary>
public sealed class Tombstones(PortalDbContext db, PortalSecrets secrets)
{
    private byte[] Key => secrets.Get(PortalSecrets.Tombstones);

    public byte[] HashOf(Guid accountId) => Hash("account", accountId.ToString());

    public byte[] HashOf(EmailAddress email) => Hash("address", email.Normalized);

    /// <summary>
    /// Writes the tombstone of an account that is erased in this transaction. One that is erased again keeps its first: whoever signed up between the two
    /// is to be told from it.
    /// </summary>
    public Task AddAsync(Account account, string cause, DateTimeOffset now, CancellationToken cancellationToken)
    {
        _ = EmailAddress.TryParse(account.Email, out var email);
        return AddAsync(new Tombstone { Id = Guid.CreateVersion7(now), ErasedAt = now, AddressHash = HashOf(email), AccountHash = HashOf(account.Id), Cause = cause }, cancellationToken);
    }

    /// <summary>Adds one that the table does not have. <c>false</c> where it has it.</summary>
    public async Task<bool> AddAsync(Tombstone stone, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into tombstones (id, erased_at, address_hash, account_hash, cause) values ({stone.Id}, {stone.ErasedAt}, {stone.AddressHash}, {stone.AccountHash}, {stone.Cause})
            on conflict (account_hash) do nothing
            """,
            cancellationToken) == 1;

    /// <summary>All of them, the oldest first.</summary>
    public IAsyncEnumerable<Tombstone> AllAsync() => db.Tombstones.AsNoTracking().OrderBy(stone => stone.ErasedAt).ThenBy(stone => stone.Id).AsAsyncEnumerable();

    // With what it is in front: an address and an id never have the same hash.
    private byte[] Hash(string what, string value) => HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes($"{what}\n{value}"));
}
