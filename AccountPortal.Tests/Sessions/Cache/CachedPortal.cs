using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>A portal whose reads of sessions are counted and can be held up, and a psql beside it that it knows nothing of.</summary>
public sealed class CachedPortal : IAsyncLifetime
{
    private NpgsqlDataSource? psql;

    internal SessionReads Reads { get; } = new();

    public PortalApp App { get; private set; } = null!;

    internal SessionCache Cache => App.Services.GetRequiredService<SessionCache>();

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(services: services =>
            services.AddSingleton<SessionRows>(provider => new SeenSessionRows(provider.GetRequiredService<NpgsqlDataSource>(), Reads)));
        psql = NpgsqlDataSource.Create(App.Database.ConnectionString);
        await ListensAsync();
    }

    /// <summary>Until the feed is up and its word has come back.</summary>
    public Task ListensAsync() => Eventually.IsTrueAsync("the feed is up", () => Task.FromResult(App.Services.GetRequiredService<FeedLease>().IsHeld));

    /// <summary>A browser whose session the node knows.</summary>
    public async Task<(Person Person, Browser Browser)> KnownAsync()
    {
        var person = await App.NewPersonAsync();
        var browser = await App.SignInAsync(person);
        await App.SettleAsync();
        await Eventually.IsTrueAsync("the session is remembered", async () =>
        {
            Assert.True(await browser.IsSignedInAsync());
            var before = Reads.Count;
            await browser.GetJsonAsync("/session/verify");
            return Reads.Count == before;
        });
        return (person, browser);
    }

    /// <summary>A statement by somebody who tells the portal nothing.</summary>
    public async Task<int> PsqlAsync(string sql, params object[] parameters)
    {
        await using var command = psql!.CreateCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        await (psql?.DisposeAsync() ?? ValueTask.CompletedTask);
        await App.DisposeAsync();
    }
}

/// <summary>Sees every read of a session by its key.</summary>
internal sealed class SessionReads
{
    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>What comes between a read and its use.</summary>
    public Func<Task>? Then { get; set; }

    public async Task SeeAsync()
    {
        Interlocked.Increment(ref count);
        if (Then is { } then)
        {
            Then = null;
            await then();
        }
    }
}

/// <summary>The portal's own reading, with <see cref="SessionReads"/> behind it.</summary>
internal sealed class SeenSessionRows(NpgsqlDataSource dataSource, SessionReads reads) : SessionRows(dataSource, isPooled: false)
{
    public override async Task<SessionFacts?> FindAsync(byte[] keyHash, CancellationToken cancellationToken)
    {
        var found = await base.FindAsync(keyHash, cancellationToken);
        await reads.SeeAsync();
        return found;
    }
}
