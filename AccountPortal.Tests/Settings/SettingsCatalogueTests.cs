using System.Net;
using System.Reflection;
using AccountPortal.Settings;
using AccountPortal.Tests.Admin;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace AccountPortal.Tests.Settings;

/// <summary>The page of the configuration says all there is, and no secret, also of the setting that is added tomorrow.</summary>
public class SettingsCatalogueTests
{
    [Fact]
    public async Task The_page_tells_values_sources_and_defaults_and_no_secret()
    {
        await using var app = await PortalApp.StartAsync(new()
        {
            ["Sessions:MaxPerUser"] = "7", ["Sessions:MaxPerRole:admin"] = "9", ["Sessions:OnNetworkChange"] = "step-up", ["Mail:Smtp:Host"] = "127.0.0.1",
            ["Mail:Smtp:User"] = "portal", ["Mail:Smtp:Password"] = "tell-nobody", ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
        });
        var administrator = await app.SignInAdministratorAsync();
        await administrator.GoAsync("/admin");
        Assert.Contains(administrator.Page.QuerySelectorAll("nav a"), link => link.GetAttribute("href") == "/admin/configuration");
        await administrator.GoAsync("/admin/configuration");
        Assert.Equal(HttpStatusCode.OK, administrator.Status);
        Assert.Equal("Sessions:MaxPerUser command line How many sessions an account may have at once. 7 default: 5", Row("Sessions-MaxPerUser"));
        Assert.Contains("admin: 9", Row("Sessions-MaxPerRole"), StringComparison.Ordinal);
        Assert.EndsWith("step-up default: note", Row("Sessions-OnNetworkChange"), StringComparison.Ordinal);
        Assert.EndsWith("00:30:00 by default", Row("Sessions-IdleTimeout"), StringComparison.Ordinal);
        Assert.Equal("Mail:Smtp:Password command line Secret The password that belongs to the name. set, not shown", Row("Mail-Smtp-Password"));
        Assert.EndsWith("set, not shown", Row("ConnectionStrings-Portal"), StringComparison.Ordinal);
        Assert.EndsWith("not set by default", Row("ConnectionStrings-Feed"), StringComparison.Ordinal);
        Assert.Contains(KeyFiles.Shared, Row("DataProtection-KeyEncryption"), StringComparison.Ordinal);
        foreach (var secret in new[] { "tell-nobody", app.Database.ConnectionString, new Npgsql.NpgsqlConnectionStringBuilder(app.Database.ConnectionString).Password, File.ReadAllText(KeyFiles.Shared).Trim() })
        {
            Assert.True(string.IsNullOrEmpty(secret) || !administrator.Text.Contains(secret, StringComparison.Ordinal), "The page holds a secret.");
        }

        await administrator.GoAsync("/admin/configuration?changed=true");
        Assert.NotNull(administrator.Page.GetElementById("Sessions-MaxPerUser"));
        Assert.Null(administrator.Page.GetElementById("Sessions-IdleTimeout"));
        var other = await app.SignInAsync(await app.NewPersonAsync());
        await other.GoAsync("/admin/configuration");
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);

        // Every class of settings is on it, each setting with words.
        var all = app.Services.GetRequiredService<SettingsCatalogue>().All();
        var sections = typeof(Program).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(ISettings)) && !type.IsInterface)
            .Select(type => (string)type.GetProperty(nameof(ISettings.Section), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
        Assert.Empty(sections.Except(all.Select(group => group.Section)));
        Assert.All(all.SelectMany(group => group.Rows), row => Assert.True(row.Words.Length > 10, $"{row.Key} says nothing: give it a [Setting(\"…\")]."));
        AssertDocument(all);

        string Row(string id) => PageForm.TextOf(administrator.Page.GetElementById(id)!);
    }

    [Fact]
    public void A_secret_that_nobody_marked_is_not_shown()
    {
        var rows = Rows(["Sample:ApiKey=hidden-1", "Sample:Plain=hidden-2", "Sample:Marked=hidden-3", "Sample:Address=https://user:hidden-4@host", "Sample:KeyFile=/etc/key", "Sample:TokenLifetime=00:05:00", "Sample:Inner:Passphrase=hidden-5", "Sample:List:0=a", "Sample:Tokens:0=hidden-6"]);
        Assert.All(rows, row => Assert.DoesNotContain("hidden-", row.Value + row.Default, StringComparison.Ordinal));
        string[] secret = ["ApiKey", "Plain", "Marked", "Address", "Inner:Passphrase", "Tokens"];
        Assert.Equal(secret.Select(name => $"Sample:{name}").Order(), rows.Where(row => row.IsSecret).Select(row => row.Key).Order());
        Assert.All(rows.Where(row => row.IsSecret), row => Assert.Equal(SettingRow.Hidden, row.Value));
        Assert.Equal("/etc/key", rows.Single(row => row.Key == "Sample:KeyFile").Value);
        Assert.Equal("00:05:00", rows.Single(row => row.Key == "Sample:TokenLifetime").Value);
        Assert.All(Rows([]).Where(row => row.IsSecret), row => Assert.Equal(SettingRow.NotSet, row.Value));
    }

    [Fact]
    public void The_source_is_the_last_that_names_the_setting()
    {
        var folder = Directory.CreateTempSubdirectory("portal-settings-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.json"), """{ "A": "1", "B": "1", "C": "1", "D": "1", "E": { "0": "x" } }""");
            Directory.CreateDirectory(Path.Combine(folder.FullName, "credentials"));
            File.WriteAllText(Path.Combine(folder.FullName, "credentials", "C"), "2\n");
            Environment.SetEnvironmentVariable("PORTAL_SOURCE_TEST_B", "2");
            using var configuration = new ConfigurationManager();
            configuration.SetBasePath(folder.FullName);
            configuration.AddJsonFile("appsettings.json").AddKeyPerFile(Path.Combine(folder.FullName, "credentials"), optional: false).AddEnvironmentVariables("PORTAL_SOURCE_TEST_").AddCommandLine(["--D=2"]);
            Assert.Equal(
                "appsettings.json, environment, credentials, command line, appsettings.json, default",
                string.Join(", ", "ABCDEF".Select(key => SettingSource.Of(configuration, $"{key}"))));
        }
        finally
        {
            Environment.SetEnvironmentVariable("PORTAL_SOURCE_TEST_B", null);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Credentials_are_read_from_files_and_the_environment_beats_them()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("portal-credentials-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ConnectionStrings__Portal"), database.ConnectionString + "\n");
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Sessions__MaxPerUser"), "none\n");
            await using var portal = PortalProcess.Start("Development", new() { ["CREDENTIALS_DIRECTORY"] = folder.FullName, ["Sessions:MaxPerUser"] = "3" });
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(await portal.AddressAsync(), "/health/ready"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The same words, keys and defaults as the page; PORTAL_WRITE_DOCS=1 writes it anew.
    private static void AssertDocument(IReadOnlyList<SettingRows> all)
    {
        var path = Path.Combine(SourceTree.Root, "docs", "settings.md");
        var tables = all.SelectMany(group => new[] { $"## {group.Section}", "", "| setting | default | what it means |", "| --- | --- | --- |" }
            .Concat(group.Rows.Select(row => $"| `{row.Key}` | {(row.Default == SettingRow.NotSet ? "" : $"`{row.Default}`")} | {row.Words.Replace("<", "&lt;", StringComparison.Ordinal)} |")).Append(""));
        string[] expected = ["# Settings", "", "What the page `/admin/configuration` shows, with the values of a portal that nobody has set anything of. A test keeps the two the same.", "", .. tables.SkipLast(1)];
        if (Environment.GetEnvironmentVariable("PORTAL_WRITE_DOCS") == "1")
        {
            File.WriteAllLines(path, expected);
        }

        Assert.Equal(expected, File.ReadAllLines(path));
    }

    private static IReadOnlyList<SettingRow> Rows(string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine([.. settings.Select(setting => "--" + setting)]).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton<IHostEnvironment>(new Place()).AddSingleton<SettingsCatalogue>();
        services.AddSettings<SampleSettings>();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<SettingsCatalogue>().All().Single(group => group.Section == "Sample").Rows;
    }

    public sealed class SampleSettings : ISettings
    {
        public static string Section => "Sample";

        [Setting("A key of somebody else's.")]
        public string? ApiKey { get; init; }

        public string? Plain { get; init; }

        [Setting("What nobody would guess.", IsSecret = true)]
        public string? Marked { get; init; }

        [Setting("Where something is.")]
        public string? Address { get; init; }

        [Setting("Where a key lies.", IsHarmless = true)]
        public string? KeyFile { get; init; }

        [Setting("How long a token lasts.")]
        public TimeSpan TokenLifetime { get; init; }

        [Setting("Some words.")]
        public TextList List { get; init; } = [];

        [Setting("Some tokens.")]
        public TextList Tokens { get; init; } = [];

        public InnerSettings Inner { get; init; } = new();

        public void Validate(SettingsCheck check)
        {
        }
    }

    public sealed class InnerSettings
    {
        [Setting("What opens the file.")]
        public string? Passphrase { get; init; }
    }

    private sealed class Place : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Development";

        public string ApplicationName { get; set; } = "AccountPortal";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
