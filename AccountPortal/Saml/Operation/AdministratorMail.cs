using AccountPortal.Accounts;
using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>Writes to every administrator who can do something about it.</summary>
public sealed class AdministratorMail(PortalDbContext db, Administrators administrators, Outbox outbox)
{
    /// <summary>In the caller's transaction; the caller saves.</summary>
    public async Task AddAsync(Func<Account, Letter> letter, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. (await administrators.AllAsync(cancellationToken)).Where(one => !one.IsLocked).Select(one => one.Id)];
        foreach (var reader in await db.Users.AsNoTracking().Where(row => ids.Contains(row.Id)).OrderBy(row => row.Id).ToListAsync(cancellationToken))
        {
            outbox.Add(db, letter(reader));
        }
    }
}
