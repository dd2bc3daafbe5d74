using System.Collections.Concurrent;
using AccountPortal.Deletion;
using AccountPortal.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Deletion;

/// <summary>A portal that erases only when a test says so, with the clock stopped; and one step that a test can make fail.</summary>
public sealed class ErasurePortal : IAsyncLifetime
{
    private PortalApp? app;

    public PortalApp App => app!;

    public async Task InitializeAsync()
    {
        app = await PortalApp.StartAsync(services: services =>
        {
            Still(services);
            services.AddPersonalData<Trap>();
        });
        app.Clock.Stop();
    }

    public async Task DisposeAsync() => await (app?.DisposeAsync() ?? ValueTask.CompletedTask);

    /// <summary>Takes the eraser's rounds out of a portal.</summary>
    public static void Still(IServiceCollection services) => services.Remove(services.Single(service => service.ImplementationType?.Name == "Erasing"));

    /// <summary>A feature that fails for the accounts that a test names, after the others have done their part.</summary>
    internal sealed class Trap : IPersonalData
    {
        public static readonly ConcurrentDictionary<Guid, Exception> Failing = new();

        public string Name => "trap";

        public string Title => "A trap";

        public void Declare(DataDeclarations declare)
        {
        }

        public Task EraseAsync(ErasedAccount account, CancellationToken cancellationToken) =>
            Failing.TryGetValue(account.Id, out var failure) ? throw failure : Task.CompletedTask;
    }
}

/// <summary>What tests of erasing do.</summary>
internal static class Erasures
{
    /// <summary>The account is to be erased, by default right now.</summary>
    public static Task RequestErasureAsync(this PortalApp app, Guid userId, TimeSpan dueIn = default, string cause = DeletionCause.Owner)
    {
        var now = app.Clock.GetUtcNow();
        return app.Db(db =>
        {
            db.DeletionRequests.Add(new DeletionRequest { UserId = userId, RequestedAt = now, ExecuteAt = now + dueIn, Cause = cause });
            return db.SaveChangesAsync();
        });
    }

    /// <summary>The eraser's work on that account.</summary>
    public static Task<ErasureOutcome> EraseAsync(this PortalApp app, Guid userId) => app.Services.GetRequiredService<Eraser>().EraseNextAsync(default, userId);

    /// <summary>Whether there is still an account; which is whole then, for rows refer to it.</summary>
    public static Task<bool> ExistsAsync(this PortalApp app, Guid userId) => app.Db(db => db.Users.AnyAsync(account => account.Id == userId));

    /// <summary>How many rows of all tables whose rows are owned belong to that account.</summary>
    public static async Task<Dictionary<string, long>> OwnedRowsAsync(this PortalApp app, Guid userId)
    {
        var catalogue = app.Services.GetRequiredService<DataCatalogue>();
        Dictionary<string, long> counts = [];
        foreach (var table in catalogue.InErasureOrder())
        {
            var condition = catalogue.RowsOf(table).Replace("@account", "$1", StringComparison.Ordinal);
            counts[table.Name] = await app.SqlAsync<long>($"select count(*) from {table.Name} where {condition}", userId);
        }

        return counts;
    }
}
