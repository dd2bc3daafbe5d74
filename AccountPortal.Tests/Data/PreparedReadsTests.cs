using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Data;

/// <summary>What asks to be prepared is, on the connection that it goes over; nothing else is.</summary>
public class PreparedReadsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task A_read_that_asks_for_it_is_prepared_once_for_its_connection()
    {
        var marker = $"{Guid.CreateVersion7():N}";
        var prepared = await app.With(async (PortalDbContext db) =>
        {
            await db.Database.OpenConnectionAsync();
            for (var i = 0; i < 2; i++)
            {
                await db.Users.Where(account => account.Email == marker + i).Prepared().TagWith(marker).ToListAsync();
                await db.Users.Where(account => account.DisplayName == marker + i).TagWith(marker).ToListAsync();
            }

            return await db.Database.SqlQuery<string>($"select statement as \"Value\" from pg_prepared_statements where position({marker} in statement) > 0").ToListAsync();
        });
        Assert.Contains("email", Assert.Single(prepared), StringComparison.Ordinal);
    }
}
