using AccountPortal.Activity;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using AccountPortal.Tests.Settings;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Setup;

/// <summary>The executable's commands for companies' sign-ins, as an operator runs them.</summary>
public class SamlCommandTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Usage = "Use saml import, saml list, saml show SLUG, saml disable SLUG or saml rotate-keys [SLUG]; --help tells more.";

    [Fact]
    public async Task A_provider_is_imported_enabled_shown_and_disabled()
    {
        using var file = new MetadataFile(CompanyMetadata.Of("whole", Keys.Provider));
        string[] import = ["saml", "import", "--slug", "whole", "--name", "Whole Ltd", "--metadata", file.Path, "--domain", "whole.example", "--domain=Whole.co.example", "--domain-verified", "--enable"];
        var (exitCode, output, error) = await RunAsync(import);
        Assert.True((exitCode, error) == (0, ""), error);
        Assert.Contains("Made the provider whole.", output, StringComparison.Ordinal);
        Assert.Contains("whole.co.example is the company's, by your word.", output, StringComparison.Ordinal);
        Assert.EndsWith("It is enabled.", output, StringComparison.Ordinal);
        var provider = await ProviderAsync("whole");
        Assert.Equal(("Whole Ltd", "https://idp.whole.example/saml", true, true), (provider.Name, provider.EntityId, provider.IsEnabled, provider.WasVouchedFor));
        var domains = await app.Db(db => db.SamlDomains.Where(row => row.ProviderId == provider.Id).OrderBy(row => row.Domain).ToListAsync());
        Assert.Equal([("whole.co.example", true), ("whole.example", true)], domains.Select(domain => (domain.Domain, domain.WasVouchedFor && domain.VerifiedAt is not null)));
        // Written down as an operator's word.
        var told = await app.Db(db => db.SecurityEvents.AsNoTracking().OrderBy(row => row.Id).ToListAsync());
        Assert.Equal(
            [(EventKind.ProviderMade, "command"), (EventKind.ProviderChanged, "command"), (EventKind.ProviderDomainVouched, null), (EventKind.ProviderDomainVouched, null), (EventKind.ProviderEnabled, "command")],
            told.Where(row => row.Detail("provider") == "whole").Select(row => (row.Kind, row.Detail("by"))));
        Assert.Equal("yes", told.Last(row => row.Kind == EventKind.ProviderEnabled).Detail("vouchedFor"));

        // Once more it is so already, and nothing is told twice.
        (exitCode, output, error) = await RunAsync(import);
        Assert.Equal((0, "Their side is as it was.\nwhole.example is there already.\nwhole.co.example is there already.\nIt is enabled already."), (exitCode, output.ReplaceLineEndings("\n")));
        Assert.Equal(provider.Version, (await ProviderAsync("whole")).Version);

        (exitCode, output, _) = await RunAsync("saml", "list");
        Assert.Equal(0, exitCode);
        Assert.Contains("whole  Enabled  Whole Ltd  whole.co.example, whole.example  certificate", output, StringComparison.Ordinal);
        (exitCode, output, _) = await RunAsync("saml", "show", "whole");
        Assert.Equal(0, exitCode);
        Assert.Contains("State: Enabled, enabled by an operator without a test", output, StringComparison.Ordinal);
        Assert.Contains(Keys.Provider.Trusted().Thumbprint, output, StringComparison.Ordinal);

        Assert.Equal((0, "whole is disabled. Sessions that ended: 0.", ""), await RunAsync("saml", "disable", "whole"));
        Assert.True((await ProviderAsync("whole")).IsDisabled);
        Assert.Equal((0, "whole is disabled already.", ""), await RunAsync("saml", "disable", "whole"));

        // An emergency stop is not undone by a script that is run each night.
        Assert.Contains("a command doesn't undo that", await FailAsync(import), StringComparison.Ordinal);
        Assert.True((await ProviderAsync("whole")).IsDisabled);
        var again = await app.With((ProviderActivation activation) => activation.EnableAsync(null, "whole", [], isVouched: true, default));
        Assert.Equal(ProviderActivation.StaysDisabled, Assert.Single(again.Obstacles).Says);
    }

    [Fact]
    public async Task Nothing_is_waved_through_that_the_pages_refuse()
    {
        using var file = new MetadataFile(CompanyMetadata.Of("rules", Keys.Provider));
        using var evil = new MetadataFile("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>");
        Assert.StartsWith("Use 1 to 40 letters", (await FailAsync("saml", "import", "--slug", "../rules", "--name", "Rules", "--metadata", file.Path)), StringComparison.Ordinal);
        Assert.StartsWith("Enter the company's name", (await FailAsync("saml", "import", "--slug", "rules", "--metadata", file.Path)), StringComparison.Ordinal);
        Assert.Contains("It has a document type", (await FailAsync("saml", "import", "--slug", "rules", "--name", "Rules", "--metadata", evil.Path)), StringComparison.Ordinal);
        Assert.Contains("can't be read", (await FailAsync("saml", "import", "--slug", "rules", "--name", "Rules", "--metadata", "/nowhere/metadata.xml")), StringComparison.Ordinal);
        Assert.Contains("leads into a private network", (await FailAsync("saml", "import", "--slug", "rules", "--name", "Rules", "--metadata", "https://10.0.0.1/metadata")), StringComparison.Ordinal);
        Assert.False(await app.Db(db => db.SamlProviders.AnyAsync(row => row.Slug == "rules")));

        // No domain, no way in: it stays a draft, and says so.
        Assert.Contains("No domain is proven yet.", (await FailAsync("saml", "import", "--slug", "rules", "--name", "Rules", "--metadata", file.Path, "--domain", "rules.example", "--enable")), StringComparison.Ordinal);
        Assert.False((await ProviderAsync("rules")).IsEnabled);
        Assert.Contains("no company can have it", (await FailAsync("saml", "import", "--slug", "rules", "--metadata", file.Path, "--domain", "gmail.com", "--domain-verified")), StringComparison.Ordinal);
        var (_, output, _) = await RunAsync("saml", "show", "rules");
        Assert.Contains("Domain: rules.example, waits for the TXT record _accountportal-challenge.rules.example = ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_read_from_there_itself_and_no_proxy_of_the_environment()
    {
        await using var site = new LoopbackSite(CompanyMetadata.Of("direct", Keys.Provider));
        await using var proxy = new LoopbackSite(CompanyMetadata.Of("evil", Keys.Attacker));
        await using var portal = PortalProcess.Start(
            "Development", new() { ["ConnectionStrings:Portal"] = app.Database.ConnectionString, ["http_proxy"] = proxy.Url }, "saml", "import", "--slug", "direct", "--name", "Direct", "--metadata", site.Url);
        var (exitCode, _, error) = await portal.EndWithOutputAsync();
        Assert.True(exitCode == 0, error);
        Assert.Equal((site.Url, "https://idp.direct.example/saml"), ((await ProviderAsync("direct")).MetadataUrl, (await ProviderAsync("direct")).EntityId));
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task Who_has_to_sign_the_metadata_stays_and_so_does_the_daily_reading()
    {
        using var file = new MetadataFile(CompanyMetadata.Of("pinned", Keys.Provider));
        using var signed = new MetadataFile(CompanyMetadata.Signed(CompanyMetadata.Of("pinned", Keys.Provider, Keys.Attacker), Keys.Portal));
        await RunAsync("saml", "import", "--slug", "pinned", "--name", "Pinned", "--metadata", file.Path);
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == "pinned").ExecuteUpdateAsync(
            set => set.SetProperty(row => row.MetadataUrl, "https://idp.pinned.example/metadata").SetProperty(row => row.MetadataSigner, Keys.Portal.RawData)));
        Assert.Contains("It is not signed, and has to be.", await FailAsync("saml", "import", "--slug", "pinned", "--metadata", file.Path), StringComparison.Ordinal);
        var (exitCode, _, error) = await RunAsync("saml", "import", "--slug", "pinned", "--metadata", signed.Path);
        Assert.True(exitCode == 0, error);
        var provider = await ProviderAsync("pinned");
        Assert.Equal("https://idp.pinned.example/metadata", provider.MetadataUrl);
        Assert.Equal(Keys.Portal.RawData, provider.MetadataSigner);
        Assert.Equal(2, await app.Db(db => db.SamlCertificates.CountAsync(row => row.ProviderId == provider.Id)));
    }

    [Fact]
    public async Task Keys_are_changed_in_two_runs()
    {
        using var file = new MetadataFile(CompanyMetadata.Of("rotated", Keys.Provider));
        await RunAsync("saml", "import", "--slug", "rotated", "--name", "Rotated", "--metadata", file.Path);
        Assert.Equal((0, "rotated: the next key stands in our metadata. Once the company has it, run this again to use it.", ""), await RunAsync("saml", "rotate-keys", "rotated"));
        var id = (await ProviderAsync("rotated")).Id;
        var next = await app.Db(db => db.SamlKeys.Where(key => key.ProviderId == id && key.State == SamlKey.Next).Select(key => key.Id).SingleAsync());
        Assert.Equal((0, "rotated: the next key is used from now on.", ""), await RunAsync("saml", "rotate-keys", "rotated"));
        Assert.Equal(next, await app.Db(db => db.SamlKeys.Where(key => key.ProviderId == id && key.State == SamlKey.Current).Select(key => key.Id).SingleAsync()));
        Assert.Equal("There is no provider nobodys.", await FailAsync("saml", "rotate-keys", "nobodys"));
    }

    [Theory]
    [InlineData(true, "import", "--slug", "acme", "--metadata", "m.xml", "--Saml:MaxSessionAge=01:00:00")]
    [InlineData(true, "import", "--slug=acme", "--metadata=https://idp.example/metadata", "--domain", "acme.example", "--domain-verified", "--enable")]
    [InlineData(false, "show")]
    [InlineData(false, "import", "--slug", "acme")]
    [InlineData(false, "import", "--slug", "acme", "--metadata", "m.xml", "--domain-verified")]
    [InlineData(false, "import", "--slug", "acme", "--metadata", "m.xml", "--enabled")]
    [InlineData(false, "import", "--slug", "acme", "--slug", "other", "--metadata", "m.xml")]
    [InlineData(false, "import", "--slug", "acme", "--metadata")]
    [InlineData(false, "import", "--slug", "acme", "--metadata", "m.xml", "--enable=no")]
    public void No_word_is_passed_over(bool isUnderstood, params string[] words) => Assert.Equal(isUnderstood, SamlCommand.IsOne(SamlCommand.Words(["saml", .. words])));

    [Fact]
    public async Task What_is_not_understood_is_refused_in_a_line() => Assert.Equal((2, "", Usage), await RunAsync("saml", "import", "--slug", "acme"));

    private Task<SamlProvider> ProviderAsync(string slug) => app.Db(db => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Slug == slug));

    private async Task<string> FailAsync(params string[] arguments)
    {
        var (exitCode, _, error) = await RunAsync(arguments);
        Assert.Equal(1, exitCode);
        return error;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var portal = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = app.Database.ConnectionString }, arguments);
        return await portal.EndWithOutputAsync();
    }

    private sealed class MetadataFile : IDisposable
    {
        public MetadataFile(string content) => File.WriteAllText(Path, content);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"saml-{Guid.CreateVersion7():N}.xml");

        public void Dispose() => File.Delete(Path);
    }
}
