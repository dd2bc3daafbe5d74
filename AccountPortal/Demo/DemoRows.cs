using AccountPortal.Admin;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Demo;

/// <summary>How much of the demo is in the database.</summary>
internal sealed record DemoFigures(int Accounts, int Sessions, int Events, int Mails);

/// <summary>The demo's rows, found by the mark in their ids (<see cref="DemoIds"/>): what else is in the database is nobody's to touch.</summary>
internal sealed class DemoRows(PortalDbContext db)
{
    public async Task<DemoFigures> CountAsync(CancellationToken cancellationToken) => await db.Database.SqlQuery<DemoFigures>(
        $"""
        select (select count(*) from users where right(id::text, 12) = {DemoIds.Mark})::int as "Accounts",
          (select count(*) from device_sessions where right(user_id::text, 12) = {DemoIds.Mark})::int as "Sessions",
          (select count(*) from security_events where right(id::text, 12) = {DemoIds.Mark})::int as "Events",
          (select count(*) from outbox_emails where right(id::text, 12) = {DemoIds.Mark})::int as "Mails"
        """).SingleAsync(cancellationToken);

    /// <summary>An address of the demo that an account has which is not the demo's; <c>null</c> where there is none.</summary>
    public Task<string?> TakenAsync(CancellationToken cancellationToken)
    {
        string[] addresses = [.. DemoPeople.All.Select(person => person.Email.ToUpperInvariant())];
        return db.Users.Where(account => addresses.Contains(account.NormalizedEmail)).Select(account => account.Email).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The role of administrators, made where nobody has been given it yet.</summary>
    public async Task<Guid> RoleAsync(Guid idForNew, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"insert into roles (id, name, normalized_name, concurrency_stamp) values ({idForNew}, {AdminRole.Name}, {AdminRole.Normalized}, {idForNew.ToString()}) on conflict do nothing",
            cancellationToken);
        return await db.Roles.Where(role => role.NormalizedName == AdminRole.Normalized).Select(role => role.Id).SingleAsync(cancellationToken);
    }

    /// <summary>Puts all of it in, in batches.</summary>
    public async Task InsertAsync(IEnumerable<object> rows, CancellationToken cancellationToken)
    {
        // Nothing changes after it is added: there is nothing to be found out about thousands of rows, over and over.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        db.AddRange(rows);
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
        db.ChangeTracker.AutoDetectChangesEnabled = true;
    }

    /// <summary>Takes the demo's accounts out, with all that hangs on them and happened to them, whoever did it.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            delete from outbox_emails where right(id::text, 12) = {DemoIds.Mark}
              or to_address in (select email from users where right(id::text, 12) = {DemoIds.Mark})
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"delete from security_events where {DemoIds.Mark} in (right(id::text, 12), right(account_id::text, 12), right(actor_id::text, 12))", cancellationToken);
        // In the order in which sign-outs take them (UnprovenAccounts).
        await db.Database.ExecuteSqlAsync($"delete from device_sessions where right(user_id::text, 12) = {DemoIds.Mark}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from email_verifications where right(user_id::text, 12) = {DemoIds.Mark}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from users where right(id::text, 12) = {DemoIds.Mark}", cancellationToken);
    }
}
