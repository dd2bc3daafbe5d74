using AccountPortal.Data;
using AccountPortal.Mail;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests;

/// <summary>How a portal under test differs from one that a person starts.</summary>
internal sealed record PortalStart
{
    public string Environment { get; init; } = "Development";

    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>An existing database, for a second node; without it the app gets one of its own.</summary>
    public TestDatabase? Database { get; init; }

    public Action<IServiceCollection>? Services { get; init; }
}

/// <summary>Runs the portal's Program on Kestrel within this process. Settings go in as its command line does, so they beat every file.</summary>
internal sealed class PortalHost : WebApplicationFactory<Program>
{
    /// <summary>The certificate's end is at the proxy: in production tests the portal is reached as its visitors would, by https.</summary>
    public const string ProductionUrl = "https://portal.example";

    private const string NoServer = "smtp.invalid";
    private readonly PortalStart start;
    private readonly string connectionString;

    public PortalHost(PortalStart start, string connectionString)
    {
        (this.start, this.connectionString) = (start, connectionString);
        // Without a port: with one the factory sets the address after Program went on, which on a busy machine may have started the server by then.
        UseKestrel();
    }

    public LogRecorder Logs { get; } = new();

    public Uri Address => ClientOptions.BaseAddress;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(start.Environment);
        // Not the project's folder: a developer's own appsettings.Development.json is no part of a test.
        builder.UseContentRoot(AppContext.BaseDirectory);
        builder.UseWebRoot(Path.Combine(SourceTree.Portal, "wwwroot"));
        var settings = Defaults();
        foreach (var (key, value) in start.Settings)
        {
            settings[key] = value;
        }

        // Null takes a default away.
        foreach (var (key, value) in settings.Where(setting => setting.Value is not null))
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs));
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<TimeProvider>(provider => new TestClock(provider.GetRequiredService<DatabaseClock>()));
            if (!start.Settings.ContainsKey("Mail:Smtp:Host"))
            {
                // Also in production letters stay readable for the test; whoever tests the sending names a server.
                services.AddSingleton<IMailTransport, DevelopmentMailbox>();
            }

            start.Services?.Invoke(services);
        });
    }

    private Dictionary<string, string?> Defaults()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Portal"] = connectionString,
            ["urls"] = "http://127.0.0.1:0",
            // The browsers of the tests connect from here and say in X-Forwarded-For where they are.
            ["ForwardedHeaders:KnownProxies"] = "127.0.0.1,::1",
        };
        if (start.Environment == "Development")
        {
            settings["Passwords:Iterations"] = "1000";
            settings["Passwords:MaxWaiting"] = "1000";
            settings["RateLimits:Enabled"] = "false";
        }
        else
        {
            settings["PublicUrl"] = ProductionUrl;
            settings["DataProtection:KeyEncryption"] = KeyFiles.Shared;
            settings["Mail:From"] = "Portal <portal@portal.example>";
            settings["Mail:Smtp:Host"] = NoServer;
        }

        return settings;
    }
}
