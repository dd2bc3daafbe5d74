using System.Security.Cryptography.X509Certificates;
using AccountPortal.Activity;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Setup;

/// <summary>The daily reading of companies' metadata: what it changes by itself, and what it must not.</summary>
public class MetadataRefreshTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static int count;

    [Fact]
    public async Task The_next_certificate_comes_by_itself()
    {
        var (site, slug) = await ReadAsync();
        await using var _ = site;
        site.Document = CompanyMetadata.Of(slug, Keys.Provider, Keys.Attacker);
        var administrator = await app.NewAdministratorAsync();
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == slug).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.TestedVersion, row => row.Version).SetProperty(row => row.EnabledAt, app.Clock.GetUtcNow())));
        await RefreshAsync(slug);
        Assert.Equal([Keys.Provider.Trusted().Thumbprint, Keys.Attacker.Trusted().Thumbprint], await ThumbprintsAsync(slug));
        var provider = await ProviderAsync(slug);
        Assert.Null(provider.PendingMetadata);
        // A key that the test knew nothing of.
        Assert.NotEqual(provider.TestedVersion, provider.Version);
        var told = await EventAsync(slug, EventKind.ProviderChanged);
        Assert.Equal(("metadata", (Guid?)null), (told!.Detail("by"), told.ActorId));

        // Nothing new, nothing told; and what is no longer named stays while it lasts.
        site.Document = CompanyMetadata.Of(slug, Keys.Attacker);
        await RefreshAsync(slug);
        Assert.Equal(2, (await ThumbprintsAsync(slug)).Count);
        Assert.Equal(told.Id, (await EventAsync(slug, EventKind.ProviderChanged))!.Id);
        // Silently it would be the way in of whoever writes that document.
        var letter = Assert.Single(await app.Mail.ToAsync(administrator.Email), letter => letter.Subject == $"{slug}: whom its sign-in lets in was changed");
        Assert.Contains(letter.Facts, fact => fact.Value == "The daily reading of its metadata");
    }

    [Fact]
    public async Task An_ended_certificate_that_is_no_longer_named_goes()
    {
        var ended = Keys.Of("ended", years: -1);
        var (site, slug) = await ReadAsync(app, null, ended, Keys.Provider);
        await using var _ = site;
        await RefreshAsync(slug);
        Assert.Equal(2, (await ThumbprintsAsync(slug)).Count);
        site.Document = CompanyMetadata.Of(slug, Keys.Provider);
        await RefreshAsync(slug);
        Assert.Equal([Keys.Provider.Trusted().Thumbprint], await ThumbprintsAsync(slug));
    }

    public static TheoryData<string> Held => ["entity id", "address", "all keys", "too many keys"];

    [Theory, MemberData(nameof(Held))]
    public async Task What_makes_it_somebody_else_waits_and_is_told_once(string what)
    {
        var administrator = await app.NewAdministratorAsync();
        var (site, slug) = await ReadAsync();
        await using var _ = site;
        var (entityId, signInUrl) = ($"https://idp.{slug}.example/saml", $"https://idp.{slug}.example/sso");
        site.Document = what switch
        {
            "entity id" => CompanyMetadata.Of("https://evil.example/saml", signInUrl, [Keys.Provider, Keys.Attacker]),
            "address" => CompanyMetadata.Of(entityId, "https://evil.example/sso", [Keys.Provider, Keys.Attacker]),
            "all keys" => CompanyMetadata.Of(slug, Keys.Attacker),
            _ => CompanyMetadata.Of(slug, [Keys.Provider, .. Enumerable.Range(0, 4).Select(at => Keys.Of($"more {at}"))]),
        };
        var before = await ProviderAsync(slug);
        await RefreshAsync(slug);
        var after = await ProviderAsync(slug);
        Assert.Equal((before.EntityId, before.SignInUrl, before.Version), (after.EntityId, after.SignInUrl, after.Version));
        Assert.Equal([Keys.Provider.Trusted().Thumbprint], await ThumbprintsAsync(slug));
        Assert.NotNull(after.PendingMetadata);
        Assert.NotNull(await EventAsync(slug, EventKind.ProviderChangeHeld));
        await RefreshAsync(slug);
        Assert.Single(await app.Mail.ToAsync(administrator.Email), letter => letter.Subject == $"{slug}: a change of its sign-in waits for you");

        // Back to what it was: nothing waits any more.
        site.Document = CompanyMetadata.Of(slug, Keys.Provider);
        await RefreshAsync(slug);
        Assert.Null((await ProviderAsync(slug)).PendingMetadata);
    }

    [Fact]
    public async Task What_waits_is_looked_through_and_saved_by_an_administrator()
    {
        var (site, slug) = await ReadAsync();
        await using var _ = site;
        site.Document = CompanyMetadata.Of($"https://idp.{slug}.example/saml", "https://idp.moved.example/sso", [Keys.Attacker]);
        await RefreshAsync(slug);
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync($"/admin/saml-providers/{slug}");
        await browser.ClickAsync("Look through it");
        Assert.Contains("https://idp.moved.example/sso", browser.Page.QuerySelector(".changes")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Keys.Attacker.Trusted().Thumbprint, browser.Page.QuerySelector(".changes")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Save this as their side", new { dropOthers = true });
        var provider = await ProviderAsync(slug);
        Assert.Equal(("https://idp.moved.example/sso", site.Url, null), (provider.SignInUrl, provider.MetadataUrl, provider.PendingMetadata));
        Assert.Equal([Keys.Attacker.Trusted().Thumbprint], await ThumbprintsAsync(slug));
    }

    [Fact]
    public async Task A_document_that_is_not_signed_by_who_has_to_changes_nothing()
    {
        var (site, slug) = await ReadAsync(Keys.Portal);
        await using var _ = site;
        string[] documents = [CompanyMetadata.Of(slug, Keys.Provider, Keys.Attacker), CompanyMetadata.Signed(CompanyMetadata.Of(slug, Keys.Provider, Keys.Attacker), Keys.Attacker), "no xml"];
        foreach (var document in documents)
        {
            site.Document = document;
            await RefreshAsync(slug);
            var provider = await ProviderAsync(slug);
            Assert.NotNull(provider.MetadataProblem);
            Assert.Null(provider.PendingMetadata);
            Assert.Single(await ThumbprintsAsync(slug));
        }

        site.Document = CompanyMetadata.Signed(CompanyMetadata.Of(slug, Keys.Provider, Keys.Attacker), Keys.Portal);
        await RefreshAsync(slug);
        Assert.Null((await ProviderAsync(slug)).MetadataProblem);
        Assert.Equal(2, (await ThumbprintsAsync(slug)).Count);
    }

    [Fact]
    public async Task It_is_read_once_a_day_and_after_a_failure_once_an_hour()
    {
        await using var portal = await PortalApp.StartAsync();
        portal.Clock.Stop();
        var (site, slug) = await ReadAsync(portal, null, Keys.Provider);
        await using var _ = site;
        var tried = portal.Clock.GetUtcNow();
        Assert.True(await RefreshAsync(portal));
        portal.Clock.Advance(MetadataRefresh.Interval - TimeSpan.FromSeconds(1));
        Assert.False(await RefreshAsync(portal));
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        site.Document = "no xml";
        Assert.True(await RefreshAsync(portal));
        portal.Clock.Advance(MetadataRefresh.Pause - TimeSpan.FromSeconds(1));
        Assert.False(await RefreshAsync(portal));
        portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await RefreshAsync(portal));
        Assert.Equal(3, site.Requests.Count);

        // A disabled one is left alone; and of nodes that race one reads.
        portal.Clock.Advance(MetadataRefresh.Interval);
        await portal.Db(db => db.SamlProviders.ExecuteUpdateAsync(set => set.SetProperty(row => row.DisabledAt, tried)));
        Assert.False(await RefreshAsync(portal));
        await portal.Db(db => db.SamlProviders.ExecuteUpdateAsync(set => set.SetProperty(row => row.DisabledAt, (DateTimeOffset?)null)));
        var raced = await Race.RunAsync(8, _ => RefreshAsync(portal));
        Assert.Single(raced, won => won);
        Assert.Equal(4, site.Requests.Count);
    }

    [Fact]
    public async Task What_an_administrator_changed_while_it_was_read_is_not_undone()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var (first, slug) = await ReadAsync();
        await using var _ = first;
        await using var slow = new LoopbackSite(async (_, stream, end) =>
        {
            reached.SetResult();
            await goOn.Task;
            await stream.WriteAsync(LoopbackSite.Ok(CompanyMetadata.Of(slug, Keys.Provider, Keys.Attacker)), end);
        });
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == slug).ExecuteUpdateAsync(set => set.SetProperty(row => row.MetadataUrl, slow.Url).SetProperty(row => row.MetadataTriedAt, (DateTimeOffset?)null)));
        var reading = RefreshAsync(app);
        await reached.Task;
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == slug).ExecuteUpdateAsync(set => set.SetProperty(row => row.MetadataUrl, (string?)null)));
        goOn.SetResult();
        Assert.True(await reading);
        Assert.Single(await ThumbprintsAsync(slug));
    }

    private Task<(LoopbackSite Site, string Slug)> ReadAsync(X509Certificate2? signer = null) => ReadAsync(app, signer, Keys.Provider);

    /// <summary>A provider whose metadata was read from a site and saved.</summary>
    private static async Task<(LoopbackSite Site, string Slug)> ReadAsync(PortalApp app, X509Certificate2? signer, params X509Certificate2[] keys)
    {
        var slug = $"read{Interlocked.Increment(ref count)}";
        var site = new LoopbackSite(CompanyMetadata.Of(slug, keys));
        var now = app.Clock.GetUtcNow();
        var provider = new SamlProvider
        {
            Id = Guid.CreateVersion7(), Slug = slug, Name = slug, CreatedAt = now, EntityId = $"https://idp.{slug}.example/saml", SignInUrl = $"https://idp.{slug}.example/sso",
            LogoutUrl = $"https://idp.{slug}.example/sso/out", MetadataUrl = site.Url, MetadataSigner = signer?.RawData,
        };
        await app.Db(db =>
        {
            db.Add(provider);
            db.AddRange(keys.Select((key, at) => SamlCertificate.Of(provider.Id, key.Trusted(), now.AddSeconds(at - keys.Length))));
            return db.SaveChangesAsync();
        });
        return (site, slug);
    }

    // The one that is meant, whatever else is due.
    private async Task RefreshAsync(string slug)
    {
        var now = app.Clock.GetUtcNow();
        await app.Db(db => db.SamlProviders.ExecuteUpdateAsync(set => set.SetProperty(row => row.MetadataTriedAt, row => row.Slug == slug ? null : now)));
        Assert.True(await RefreshAsync(app));
    }

    private static Task<bool> RefreshAsync(PortalApp app) => app.With((MetadataRefresh refresh) => refresh.RefreshNextAsync(default));

    private Task<SamlProvider> ProviderAsync(string slug) => app.Db(db => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Slug == slug));

    private Task<List<string>> ThumbprintsAsync(string slug) => app.Db(db => db.SamlCertificates
        .Where(row => db.SamlProviders.Any(provider => provider.Slug == slug && provider.Id == row.ProviderId)).OrderBy(row => row.AddedAt).Select(row => row.Thumbprint).ToListAsync());

    private async Task<SecurityEvent?> EventAsync(string slug, string kind) =>
        (await app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.Kind == kind).OrderByDescending(row => row.Id).ToListAsync())).FirstOrDefault(row => row.Detail("provider") == slug);
}
