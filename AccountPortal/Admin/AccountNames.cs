using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>The addresses of accounts that events speak of by their ids.</summary>
public sealed class AccountNames(PortalDbContext db)
{
    /// <summary>Those that still exist; an account that is gone has no address any more.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<Guid?> ids, CancellationToken cancellationToken)
    {
        Guid[] wanted = [.. ids.OfType<Guid>().Distinct()];
        return await db.Users.Where(account => wanted.Contains(account.Id))
            .Select(account => new { account.Id, account.Email })
            .Prepared()
            .ToDictionaryAsync(account => account.Id, account => account.Email!, cancellationToken);
    }
}
