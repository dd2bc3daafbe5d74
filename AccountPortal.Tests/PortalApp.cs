using System.Collections.Concurrent;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace AccountPortal.Tests;

/// <summary>
/// The portal as it runs: its own Program on a real port, with a real database of its own. One per test class (<c>IClassFixture</c>), or one
/// with other settings by <see cref="StartAsync"/>. Two apps on one database are two nodes.
/// </summary>
public sealed class PortalApp : IAsyncLifetime, IAsyncDisposable
{
    private static readonly ConcurrentDictionary<PortalApp, bool> Nodes = new();
    private readonly PortalStart start;
    private PortalHost? host;
    private TestDatabase? ownDatabase;
    private HttpClient? http;

    public PortalApp()
        : this(new PortalStart())
    {
    }

    private PortalApp(PortalStart start) => this.start = start;

    /// <summary>The portal's clock, to be moved.</summary>
    public TestClock Clock => (TestClock)Services.GetRequiredService<TimeProvider>();

    public IServiceProvider Services => Host.Services;

    public LogRecorder Logs => Host.Logs;

    public TestDatabase Database => start.Database ?? ownDatabase!;

    /// <summary>The mails that the portal has written.</summary>
    public Mailbox Mail => new(this);

    /// <summary>Where the server listens.</summary>
    public Uri Address => Host.Address;

    /// <summary>What people have in the address bar: behind the proxy in production, the server itself in development.</summary>
    public Uri Origin => new(Services.GetRequiredService<PublicUrl>().Origin);

    /// <summary>One connection pool for all browsers; it knows neither cookies nor redirects.</summary>
    internal HttpClient Http => http!;

    private PortalHost Host => host ?? throw new InvalidOperationException("The portal is not started.");

    /// <summary>A portal of its own for one test. With <paramref name="database"/>, another node on that database.</summary>
    public static async Task<PortalApp> StartAsync(
        Dictionary<string, string?>? settings = null, string environment = "Development", TestDatabase? database = null, Action<IServiceCollection>? services = null)
    {
        var app = new PortalApp(new PortalStart { Environment = environment, Settings = settings ?? [], Database = database, Services = services });
        await app.InitializeAsync();
        return app;
    }

    public async Task InitializeAsync()
    {
        if (start.Database is null)
        {
            ownDatabase = await (await TestCluster.Shared).CreateDatabaseAsync();
        }

        host = new PortalHost(start, Database.ConnectionString);
        await Task.Run(host.StartServer);
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.True(lifetime.ApplicationStarted.IsCancellationRequested, "The portal did not start; what it said stands on the console.");
        Nodes[this] = true;
        http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };
    }

    /// <summary>A person's browser: its own cookies, nobody signed in.</summary>
    public Browser NewBrowser(string userAgent = UserAgents.ChromeOnMac) => new(this) { UserAgent = userAgent };

    /// <summary>An account with an address that nobody else has, straight in the database.</summary>
    public async Task<Person> NewPersonAsync(bool verified = true, string? email = null, string? password = null)
    {
        var person = People.New(email, password);
        Assert.True(EmailAddress.TryParse(person.Email, out var address));
        var account = Account.Create(address, Clock.GetUtcNow());
        account.EmailConfirmed = verified;
        account.SetPasswordHash(await With((IPasswordHasher<Account> hasher) => Task.FromResult(hasher.HashPassword(account, person.Password))));
        await Db(db =>
        {
            db.Add(account);
            return db.SaveChangesAsync();
        });
        return person with { Id = account.Id };
    }

    /// <summary>A browser in which that person signed in.</summary>
    public async Task<Browser> SignInAsync(Person person, bool remember = false, string userAgent = UserAgents.ChromeOnMac)
    {
        var browser = NewBrowser(userAgent);
        await browser.SignInAsync(person, remember);
        return browser;
    }

    /// <summary>Reads or changes the database. What the portal still has to write is written before; what it remembers is up to date after.</summary>
    public async Task<T> Db<T>(Func<PortalDbContext, Task<T>> work)
    {
        await SettleAsync();
        var result = await With(work);
        await SettleAsync();
        return result;
    }

    /// <summary>Writes the last activity of sessions, and waits until every portal on this database has heard of every change that was committed.</summary>
    public async Task SettleAsync()
    {
        foreach (var node in Nodes.Keys.Where(node => node.Database == Database))
        {
            await node.Services.GetRequiredService<SessionActivities>().WriteAsync(all: true, CancellationToken.None);
        }

        await HearAsync();
    }

    public Task Db(Func<PortalDbContext, Task> work) => Db<bool>(async db =>
    {
        await work(db);
        return true;
    });

    /// <summary>One statement; the first column of the first row.</summary>
    public async Task<T> SqlAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        foreach (var value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await SettleAsync();
        var result = (T)(await command.ExecuteScalarAsync())!;
        await SettleAsync();
        return result;
    }

    /// <summary>Uses one of the portal's own services, in a scope of its own. What it changed is heard of after, as after a request; who reads rows alone changes nothing.</summary>
    public async Task<T> With<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        var result = await work(scope.ServiceProvider.GetRequiredService<TService>());
        if (typeof(TService) != typeof(PortalDbContext))
        {
            await HearAsync();
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        Nodes.TryRemove(this, out _);
        http?.Dispose();
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (ownDatabase?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private async Task HearAsync()
    {
        foreach (var node in Nodes.Keys.Where(node => node.Database == Database))
        {
            await node.Services.GetRequiredService<ChangeFeed>().CatchUpAsync();
        }
    }
}
