using AccountPortal.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace AccountPortal.Tests.Settings;

/// <summary>A bad setting stops the portal with one line that names the key, the value and what is allowed.</summary>
public class SettingsTests
{
    private const string Unreachable = "Host=127.0.0.1;Port=1;Database=none";

    [Theory]
    [InlineData("Sessions:IdleTimeout", "abc", "a duration")]
    [InlineData("Sessions:IdleTimeout", "00:00:00.5", "00:00:01")]
    [InlineData("Sessions:IdleTimout", "00:30:00", "IdleTimeout")]
    [InlineData("Sessions:MaxPerUser", "0", "1 to 1000")]
    [InlineData("Sessions:OnNetworkChange", "perhaps", "note, step-up, end")]
    [InlineData("Sessions:AtLimit", "perhaps", "EndOldest, Ask, Refuse")]
    [InlineData("RateLimits:Enabled", "perhaps", "true or false")]
    [InlineData("ForwardedHeaders:KnownProxies", "10.0.0.0/8,the-proxy", "an IP address or a network")]
    [InlineData("PublicUrl", "portal", "https://id.example.com")]
    [InlineData("DataProtection:KeyEncryption", "/no/such/file", "openssl rand -base64 32")]
    [InlineData("Admin:Emails", "boss@example.com,the-boss", "email addresses")]
    [InlineData("Geolocation:DatabasePath", "/no/such/file.mmdb", "a MaxMind DB file")]
    public async Task A_bad_value_stops_the_portal_and_is_named(string key, string value, string allowed)
    {
        await using var portal = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = Unreachable, [key] = value });
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(1, exitCode);
        var line = Assert.Single(error.Split('\n'));
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.Contains(key == "Sessions:IdleTimout" ? "not known" : value.Split(',')[^1], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Short_durations_and_a_variable_that_belongs_to_others_pass_in_development()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await using var portal = PortalProcess.Start("Development", new()
        {
            ["ConnectionStrings:Portal"] = database.ConnectionString,
            ["Sessions:IdleTimeout"] = "00:00:01",
            ["Sessions:AbsoluteTimeout"] = "00:00:01",
            ["Sessions:RememberedIdleTimeout"] = "00:00:02",
            ["Sessions:RememberedAbsoluteTimeout"] = "00:00:01",
            ["Sessions:LastActiveInterval"] = "00:00:01",
            ["EmailVerification:TokenLifetime"] = "00:00:01",
            // What a login shell has.
            ["MAIL"] = "/var/mail/root",
        });
        using var http = new HttpClient();
        // 200: the feed may not be up yet, which takes no node away.
        Assert.Contains("\"database\":\"Healthy\"", await http.GetStringAsync(new Uri(await portal.AddressAsync(), "/health/ready")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_says_each_thing_that_it_needs()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (key, value) in new[] { ("ConnectionStrings:Portal", Unreachable), ("PublicUrl", "https://portal.example"), ("DataProtection:KeyEncryption", KeyFiles.Shared) })
        {
            await using var portal = PortalProcess.Start("Production", settings);
            var (exitCode, error) = await portal.EndAsync();
            Assert.Equal(1, exitCode);
            Assert.Contains(key, Assert.Single(error.Split('\n')), StringComparison.Ordinal);
            settings[key] = value;
        }
    }

    [Theory]
    [InlineData("Host=db;Pasword=tell-nobody")]
    [InlineData("Host=db;Password=\"tell-nobody")]
    [InlineData("tell-nobody")]
    [InlineData("Host=db;Port=tell-nobody")]
    [InlineData("Host=db;Password=a;tell-nobody")]
    public void A_connection_string_that_cannot_be_read_is_not_shown(string value)
    {
        var refusal = Refusal(Environments.Development, new() { ["ConnectionStrings:Portal"] = value });
        Assert.Contains("ConnectionStrings:Portal", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("tell-nobody", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Theory]
    [InlineData("", "http://localhost:5080")]
    [InlineData("--urls=http://localhost:1", "http://localhost:1")]
    [InlineData("--Urls=", "http://localhost:5080")]
    [InlineData("--http_ports=8080", null)]
    [InlineData("--https_ports=8443", null)]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://localhost:1", null)]
    public void Where_nobody_names_an_address_there_is_one(string argument, string? expected)
    {
        // No variable of the machine that the tests run on.
        var builder = WebApplication.CreateEmptyBuilder(new() { Args = [argument] });
        builder.Configuration.AddCommandLine([argument]);
        builder.AddDefaultAddress();
        Assert.Equal(expected, builder.Configuration[WebHostDefaults.ServerUrlsKey]);
    }

    [Fact]
    public void The_launch_profile_names_none_for_it_would_beat_the_environment()
    {
        var profile = File.ReadAllText(Path.Combine(SourceTree.Portal, "Properties", "launchSettings.json"));
        Assert.Contains("\"Development\"", profile, StringComparison.Ordinal);
        Assert.DoesNotContain("applicationUrl", profile, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("http://portal.example")]
    [InlineData("https://portal.example/path")]
    [InlineData("https://portal.example/?a=b")]
    [InlineData("https://portal.example/#a")]
    [InlineData("https://user@portal.example")]
    [InlineData("ftp://portal.example")]
    [InlineData("//portal.example")]
    [InlineData("portal.example")]
    public void Production_is_reached_by_https_without_a_path(string value) =>
        Assert.Contains("PublicUrl", Refusal(Environments.Production, new() { ["ConnectionStrings:Portal"] = Unreachable, ["PublicUrl"] = value }), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sessions:IdleTimeout", "00:00:59")]
    [InlineData("Sessions:AbsoluteTimeout", "00:29:00")]
    [InlineData("RateLimits:Enabled", "false")]
    [InlineData("Passwords:Iterations", "209999")]
    [InlineData("Passwords:MinimumLength", "7")]
    public async Task What_only_development_may_do_stops_production(string key, string value)
    {
        await using var portal = PortalProcess.Start("Production", new()
        {
            ["ConnectionStrings:Portal"] = Unreachable,
            ["PublicUrl"] = "https://portal.example",
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
            [key] = value,
        });
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains(key.Split(':')[1], error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static string Refusal(string environment, Dictionary<string, string?> settings) => Assert.Throws<SettingsException>(
        () => HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new Place(environment))).Message;

    private sealed class Place(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "AccountPortal";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
