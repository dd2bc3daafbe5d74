using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Tests.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Chaos;

/// <summary>Everything that can fail, running: a primary with a synchronous standby, nodes, a proxy if it is wanted, a mail server that counts, and the load.</summary>
internal sealed class ChaosStage : IAsyncDisposable
{
    private readonly PostgresPlace place = new();
    private readonly SmtpServer mail = SmtpServer.Start();
    private ChaosProxy? proxy;
    private Gate? gate;

    public PostgresServer Primary { get; private set; } = null!;

    public PostgresServer Standby { get; private set; } = null!;

    public List<ChaosNode> Nodes { get; } = [];

    public Traffic Traffic { get; private set; } = null!;

    public SmtpServer Mail => mail;

    public PostgresPlace Place => place;

    public bool HasSmallDisk { get; private set; }

    /// <summary>Starts it all. <paramref name="accounts"/> are there to be deleted.</summary>
    public async Task StartAsync(int nodes, string? behind, int accounts)
    {
        (Primary, Standby) = (new PostgresServer(place, "one", PostgresServer.FreePort()), new PostgresServer(place, "two", PostgresServer.FreePort()));
        HasSmallDisk = behind is not null && await place.MountSmallDiskAsync("one", 700);
        await Primary.CreateAsync();
        await Standby.FollowAsync(Primary);
        await Primary.WaitForStandbyAsync(true);
        await MigrateAsync();
        await Primary.AskAsync<long>(People, Traffic.Addresses(accounts).ToArray(), Hash());
        var settings = mail.Settings(timeout: "00:00:01", more: Settings());
        Nodes.AddRange(Enumerable.Range(1, nodes).Select(number => new ChaosNode(number, PostgresServer.FreePort(), settings)));
        await Task.WhenAll(Nodes.Select(node => node.StartAsync()));
        proxy = behind is not null ? await ChaosProxy.StartAsync(behind, Nodes) : null;
        gate = new Gate(proxy is null ? [.. Nodes.Select(node => node.Address)] : [proxy.Address]);
        Traffic = new Traffic(gate, accounts);
        await Traffic.StartAsync();
    }

    /// <summary>The standby is the primary from now on.</summary>
    public void TurnOver() => (Primary, Standby) = (Standby, Primary);

    public async ValueTask DisposeAsync()
    {
        await (Traffic?.DisposeAsync() ?? ValueTask.CompletedTask);
        gate?.Dispose();
        await (proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        foreach (var server in new[] { Standby, Primary }.OfType<PostgresServer>())
        {
            await server.DestroyAsync();
        }

        await mail.DisposeAsync();
        await place.DisposeAsync();
    }

    // The same password for everybody.
    private static string Hash() =>
        new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 1000 })).HashPassword(new Account { CreatedAt = default }, Traffic.Password);

    private async Task MigrateAsync()
    {
        var services = new ServiceCollection().AddLogging().AddAccounts();
        services.AddData(Primary.ConnectionString, keyEncryption: null);
        await using var provider = services.BuildServiceProvider();
        await Database.MigrateAsync(provider);
    }

    private Dictionary<string, string?> Settings() => new()
    {
        ["ConnectionStrings:Portal"] = $"Host=127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port};Username={PostgresPlace.Role};Password={place.Password};Database={PostgresPlace.Database};Maximum Pool Size=20",
        ["PublicUrl"] = "http://localhost:5080",
        ["ForwardedHeaders:KnownProxies"] = "127.0.0.1",
        ["Passwords:Iterations"] = "1000",
        ["Passwords:MaxWaiting"] = "1000",
        ["RateLimits:Enabled"] = "false",
        // Shorter than a node's clock may be off: whoever went by the machine's own clock would end everybody's session.
        ["Sessions:IdleTimeout"] = "00:02:00",
        ["Sessions:MaxPerUser"] = "1000",
        ["Deletion:GracePeriod"] = "00:00:01",
        ["Deletion:Interval"] = "00:00:01",
        ["Shutdown:Drain"] = "00:00:02",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private const string People =
        """
        with people as (
          insert into users (id, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, password_hash, security_stamp, two_factor_enabled, lockout_enabled, access_failed_count)
          select ('01900000-0000-7' || substr(gen_random_uuid()::text, 16))::uuid, now(), email, upper(email), email, upper(email), true, $2, 'stamp', false, false, 0 from unnest($1) email returning 1)
        select count(*) from people
        """;
}
