using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AccountPortal.Activity;
using AccountPortal.Saml;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Reading;
using AccountPortal.Saml.Setup;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Setup;

/// <summary>Setting a company's sign-in up on its pages, as an administrator does, and as somebody who means harm would like to.</summary>
public class ProviderPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Root = "/admin/saml-providers";

    [Fact]
    public async Task A_company_is_set_up_from_nothing()
    {
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync(Root + "/new");
        await browser.SubmitAsync("Go on", new { product = "entra", name = "Acme Corporation", slug = "nothing" });
        Assert.Equal(Root + "/nothing", browser.Path);
        // Ours come first, under the names that the product's console has for them.
        Assert.Equal(new Uri(app.Origin, "/saml/nothing/acs").AbsoluteUri, Labelled(browser, "Reply URL (Assertion Consumer Service URL)"));
        Assert.Equal(new Uri(app.Origin, "/saml/nothing/metadata").AbsoluteUri, Labelled(browser, "Identifier (Entity ID)"));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", Labelled(browser, "Our certificate in PEM"), StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", browser.Text, StringComparison.Ordinal);

        await browser.GoAsync(Root + "/nothing/metadata");
        await browser.SubmitAsync("Show me what it says", new { xml = CompanyMetadata.Of("nothing", Keys.Provider) });
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("https://idp.nothing.example/sso", browser.Page.QuerySelector(".changes")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("", (await ProviderAsync("nothing")).EntityId);

        await browser.SubmitAsync("Save this as their side");
        Assert.Equal((Root + "/nothing", "Saved."), (browser.Path, browser.Notice()));
        var provider = await ProviderAsync("nothing");
        Assert.Equal(("https://idp.nothing.example/saml", "https://idp.nothing.example/sso", "https://idp.nothing.example/sso/out"), (provider.EntityId, provider.SignInUrl, provider.LogoutUrl));
        Assert.Equal([Keys.Provider.Trusted().Thumbprint], await ThumbprintsAsync(provider));
        Assert.False(provider.IsEnabled);
        // The preset of the product.
        Assert.Equal("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", provider.Mapping.Email);
        var told = await EventAsync("nothing", EventKind.ProviderChanged);
        Assert.Equal("(none) → https://idp.nothing.example/saml", told.Detail("entityId"));
        Assert.NotNull(told.ActorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("ac me")]
    [InlineData("../x")]
    [InlineData("acme/acs")]
    [InlineData("аcme")]
    [InlineData("new")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_slug_is_a_plain_word(string slug)
    {
        var browser = await AdministratorAsync();
        await browser.GoAsync(Root + "/new");
        var token = browser.Page.QuerySelector($"form[action='{Root}/new'] [name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync(Root + "/new", new { csrf = token, product = "okta", name = "Acme", slug });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.NotNull(browser.Page.QuerySelector("#slug-error"));
    }

    [Fact]
    public async Task One_slug_is_one_company_also_when_two_ask_at_once()
    {
        var browsers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AdministratorAsync()));
        foreach (var browser in browsers)
        {
            await browser.GoAsync(Root + "/new");
        }

        await Task.WhenAll(browsers.Select(browser => browser.SubmitAsync("Go on", new { product = "okta", name = "Twice", slug = "twice" })));
        Assert.Single(browsers, browser => browser.Path == Root + "/twice");
        Assert.All(browsers.Where(browser => browser.Path != Root + "/twice"), browser => Assert.Contains("Another provider has this name", browser.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Markup_in_names_and_metadata_is_text()
    {
        var browser = await DraftAsync("markup", "<img src=x onerror=alert(1)>");
        await PasteAsync(browser, "markup", CompanyMetadata.Of("https://idp.markup.example/&lt;script&gt;alert(1)&lt;/script&gt;", "https://idp.markup.example/sso", [Keys.Provider]));
        Assert.Empty(browser.Page.QuerySelectorAll("main img, main script"));
        Assert.Contains("<script>alert(1)</script>", browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Save this as their side");
        foreach (var page in new[] { "", "/markup", "/markup/metadata", "/markup/certificates", "/markup/settings" })
        {
            await browser.GoAsync(Root + page);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.Empty(browser.Page.QuerySelectorAll("main img, main script"));
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>", "It has a document type")]
    [InlineData("<html/>", "It is XML, but not SAML metadata.")]
    [InlineData("no xml", "It is not XML that can be read.")]
    public async Task What_is_no_metadata_says_why(string xml, string words)
    {
        var browser = await DraftAsync($"no{Math.Abs(words.GetHashCode(StringComparison.Ordinal))}");
        await PasteAsync(browser, Slug(browser), xml);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.StartsWith(words, browser.Page.QuerySelector("#xml-error")!.TextContent, StringComparison.Ordinal);
        // What was pasted is still there.
        Assert.Equal(xml, browser.Page.QuerySelector("#xml")!.TextContent);
    }

    [Fact]
    public async Task What_is_too_large_or_names_insecure_addresses_is_refused()
    {
        var browser = await DraftAsync("large");
        await PasteAsync(browser, "large", CompanyMetadata.Of("large", Keys.Provider).Change("</md:IDPSSODescriptor>", "</md:IDPSSODescriptor><!--" + new string('x', MetadataFetch.MostBytes) + "-->"));
        Assert.StartsWith("It is larger", browser.Page.QuerySelector("#xml-error")!.TextContent, StringComparison.Ordinal);
        await PasteAsync(browser, "large", CompanyMetadata.Of("https://idp.large.example/", "http://idp.large.example/sso", [Keys.Provider]));
        Assert.StartsWith("An address in it is not https.", browser.Page.QuerySelector("#xml-error")!.TextContent, StringComparison.Ordinal);
        await PasteAsync(browser, "large", CompanyMetadata.Of("https://idp.large.example/", "http://127.0.0.1:9/sso", [Keys.Provider]));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Of_several_providers_in_a_document_one_is_chosen()
    {
        var browser = await DraftAsync("several");
        await PasteAsync(browser, "several", CompanyMetadata.Several(CompanyMetadata.Of("first", Keys.Provider), CompanyMetadata.Of("second", Keys.Attacker)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("Show me what it says", new { chosen = "https://idp.second.example/saml" });
        await browser.SubmitAsync("Save this as their side");
        Assert.Equal([Keys.Attacker.Trusted().Thumbprint], await ThumbprintsAsync(await ProviderAsync("several")));
    }

    [Fact]
    public async Task An_entity_id_that_another_provider_has_is_told()
    {
        var first = await SetUpAsync("original");
        var browser = await DraftAsync("copy");
        await PasteAsync(browser, "copy", CompanyMetadata.Of("original", Keys.Attacker));
        Assert.Contains("original has this entity ID already.", browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Save this as their side");
        // Each keeps its own keys: what the one trusts opens nothing at the other.
        Assert.Equal([Keys.Provider.Trusted().Thumbprint], await ThumbprintsAsync(await ProviderAsync("original")));
        Assert.NotNull(first);
    }

    [Fact]
    public async Task A_signer_that_was_named_has_to_have_signed()
    {
        var browser = await DraftAsync("pinned");
        var xml = CompanyMetadata.Of("pinned", Keys.Provider);
        await browser.GoAsync(Root + "/pinned/metadata");
        await browser.SubmitAsync("Show me what it says", new { xml, signer = TheirSide.Pem([Keys.Portal.RawData]) });
        Assert.StartsWith("It is not signed, and has to be.", browser.Page.QuerySelector("#xml-error")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Show me what it says", new { xml = CompanyMetadata.Signed(xml, Keys.Attacker), signer = TheirSide.Pem([Keys.Portal.RawData]) });
        Assert.StartsWith("It is not signed with the certificate", browser.Page.QuerySelector("#xml-error")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Show me what it says", new { xml = CompanyMetadata.Signed(xml, Keys.Portal), signer = TheirSide.Pem([Keys.Portal.RawData]) });
        await browser.SubmitAsync("Save this as their side");
        Assert.Equal(Keys.Portal.RawData, (await ProviderAsync("pinned")).MetadataSigner);
    }

    [Fact]
    public async Task An_upload_that_meets_a_stale_confirmation_is_kept()
    {
        var administrator = await app.NewAdministratorAsync();
        var browser = await app.SignInAsync(administrator);
        await DraftAsync("kept", browser: browser);
        await browser.GoAsync(Root + "/kept/metadata");
        var token = browser.Page.QuerySelector($"form[action='{Root}/kept/metadata/read'] [name=csrf]")!.GetAttribute("value")!;
        await app.AgeAsync(administrator.Id);
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(CompanyMetadata.Of("kept", Keys.Provider))) { Headers = { ContentType = new MediaTypeHeaderValue("text/xml") } };
        await browser.PostAsync(Root + "/kept/metadata/read", new MultipartFormDataContent { { new StringContent(token), "csrf" }, { new StringContent(""), "url" }, { new StringContent(""), "xml" }, { file, "file", "metadata.xml" } });
        Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
        await browser.SubmitAsync("/step-up", new { password = administrator.Password });
        await browser.SubmitAsync("Do it: read a company's metadata");
        await browser.SubmitAsync("Save this as their side");
        Assert.Equal("https://idp.kept.example/saml", (await ProviderAsync("kept")).EntityId);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_file_is_read_up_to_its_limit(int bytesMore, bool isRead)
    {
        var browser = await DraftAsync($"file{bytesMore}");
        await browser.GoAsync($"{Root}/file{bytesMore}/metadata");
        var token = browser.Page.QuerySelector($"form[action='{Root}/file{bytesMore}/metadata/read'] [name=csrf]")!.GetAttribute("value")!;
        var xml = Encoding.UTF8.GetBytes(CompanyMetadata.Of($"file{bytesMore}", Keys.Provider).PadRight(XmlLimits.Metadata.Bytes + bytesMore));
        Assert.Equal(XmlLimits.Metadata.Bytes + bytesMore, xml.Length);
        await browser.PostAsync($"{Root}/file{bytesMore}/metadata/read", new MultipartFormDataContent { { new StringContent(token), "csrf" }, { new ByteArrayContent(xml), "file", "metadata.xml" } });
        Assert.Equal(isRead ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.StartsWith(isRead ? "" : "It is larger than what one provider needs.", browser.Page.QuerySelector("#file-error")?.TextContent ?? "", StringComparison.Ordinal);
        Assert.Equal(isRead, browser.Text.Contains("Save this as their side", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_saves_over_somebody_elses_change_is_told_and_loses_nothing()
    {
        await SetUpAsync("shared");
        var (first, second) = (await AdministratorAsync(), await AdministratorAsync());
        await first.GoAsync(Root + "/shared/settings");
        await second.GoAsync(Root + "/shared/settings");
        await first.SubmitAsync("Save settings", new { clockSkew = "90" });
        Assert.Equal("Saved.", first.Notice());
        await second.SubmitAsync("Save settings", new { contact = "Ask the help desk" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);
        Assert.Contains("Another administrator changed the settings meanwhile.", second.Text, StringComparison.Ordinal);
        Assert.Contains("saved is 90 s, you have 60 s", PageText(second), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(90), (await ProviderAsync("shared")).ClockSkew);
        Assert.Null((await ProviderAsync("shared")).Contact);
        // Once they have read it, they may.
        await second.SubmitAsync("Save settings", new { clockSkew = "90" });
        Assert.Equal((TimeSpan.FromSeconds(90), "Ask the help desk"), ((await ProviderAsync("shared")).ClockSkew, (await ProviderAsync("shared")).Contact));

        await first.GoAsync(Root + "/shared/metadata");
        await PasteAsync(second, "shared", CompanyMetadata.Of("shared", Keys.Provider, Keys.Attacker));
        await first.SubmitAsync("Save by hand", new { signInUrl = "https://idp.shared.example/other" });
        await second.SubmitAsync("Save this as their side");
        Assert.Contains("Another administrator changed this meanwhile.", second.Text, StringComparison.Ordinal);
        Assert.Equal("https://idp.shared.example/other", (await ProviderAsync("shared")).SignInUrl);
        await second.SubmitAsync("Save this as their side");
        Assert.Equal("https://idp.shared.example/sso", (await ProviderAsync("shared")).SignInUrl);
    }

    [Fact]
    public async Task What_a_test_depends_on_puts_the_test_aside_and_nothing_else_does()
    {
        var browser = await SetUpAsync("tested");
        await PassTestAsync("tested");
        await SettingsAsync(browser, "tested", new { name = "Another name", contact = "Somebody" });
        Assert.True(await IsTestedAsync("tested"));
        object[] changes = [new { signsRequests = false }, new { requiresEncryption = true }, new { clockSkew = "0" }, new { accountKey = "employeeNumber" }, new { nameIdFormat = NameIdFormats.EmailAddress }];
        foreach (var change in changes)
        {
            await PassTestAsync("tested");
            await SettingsAsync(browser, "tested", change);
            Assert.False(await IsTestedAsync("tested"), $"{change}");
            Assert.Contains("try it again", browser.Notice(), StringComparison.Ordinal);
        }

        await PassTestAsync("tested");
        await browser.GoAsync(Root + "/tested/certificates");
        await browser.SubmitAsync("Trust it", new { certificates = TheirSide.Pem([Keys.Attacker.RawData]) });
        Assert.False(await IsTestedAsync("tested"));
    }

    [Fact]
    public async Task The_password_alone_changes_nothing_of_what_decides_who_comes_in()
    {
        await SetUpAsync("guarded");
        var before = await ProviderAsync("guarded");
        var administrator = await app.NewEnrolledAsync();
        await app.GrantAsync(administrator.Person.Email);
        var browser = await app.SignInAsync(administrator);
        await app.Db(db => db.Sessions.Where(row => row.UserId == administrator.Person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.SecondFactorAt, (DateTimeOffset?)null)));
        (string Page, string Button, object Change)[] changes =
        [
            ("certificates", "Trust it", new { certificates = TheirSide.Pem([Keys.Attacker.RawData]) }), ("metadata", "Save by hand", new { signInUrl = "https://idp.guarded.example/other" }),
            ("settings", "Save settings", new { accountKey = "employeeNumber" }), ("mapping", "Save", new { accountKey = "employeeNumber" }),
        ];
        foreach (var (page, button, change) in changes)
        {
            await browser.GoAsync($"{Root}/guarded/{page}");
            await browser.SubmitAsync(button, change);
            Assert.StartsWith("/step-up?", browser.Path, StringComparison.Ordinal);
        }

        var after = await ProviderAsync("guarded");
        Assert.Equal((before.SignInUrl, before.Mapping.AccountKey, before.Version), (after.SignInUrl, after.Mapping.AccountKey, after.Version));
        Assert.Single(await ThumbprintsAsync(after));
        // Its positive twin.
        await app.ConfirmWithFactorAsync(administrator.Person.Id);
        await SettingsAsync(browser, "guarded", new { accountKey = "employeeNumber" });
        Assert.Equal("employeeNumber", (await ProviderAsync("guarded")).Mapping.AccountKey);
    }

    [Fact]
    public async Task What_decides_who_comes_in_through_an_enabled_provider_is_mailed_to_all_administrators()
    {
        var other = await app.NewAdministratorAsync();
        async Task<int> MailsAsync() => (await app.Mail.ToAsync(other.Email)).Count(letter => letter.Subject == "told: whom its sign-in lets in was changed");
        var browser = await SetUpAsync("told");
        Assert.Equal(0, await MailsAsync());
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == "told").ExecuteUpdateAsync(set => set.SetProperty(row => row.EnabledAt, app.Clock.GetUtcNow())));
        await browser.GoAsync(Root + "/told/certificates");
        await browser.SubmitAsync("Trust it", new { certificates = TheirSide.Pem([Keys.Attacker.RawData]) });
        Assert.Equal(1, await MailsAsync());
        Assert.Contains((await app.Mail.LastAsync(other.Email)).Facts, fact => fact.Value.Contains(Keys.Attacker.Trusted().Thumbprint, StringComparison.Ordinal));
        await browser.GoAsync(Root + "/told/metadata");
        await browser.SubmitAsync("Save by hand", new { signInUrl = "https://idp.told.example/other" });
        Assert.Equal(2, await MailsAsync());
        await browser.GoAsync(Root + "/told/metadata");
        await browser.SubmitAsync("Save by hand", new { entityId = "https://other.told.example/saml" });
        Assert.Equal(3, await MailsAsync());
        await SettingsAsync(browser, "told", new { accountKey = "employeeNumber" });
        Assert.Equal(4, await MailsAsync());
        await SettingsAsync(browser, "told", new { contact = "The help desk" });
        Assert.Equal(4, await MailsAsync());
    }

    [Theory]
    [InlineData("180", true)]
    [InlineData("181", false)]
    [InlineData("-1", false)]
    [InlineData("1e2", false)]
    public async Task The_clocks_may_be_three_minutes_apart_at_most(string seconds, bool isFine)
    {
        var browser = await DraftAsync($"skew{seconds.Replace("-", "minus", StringComparison.Ordinal)}");
        var slug = Slug(browser);
        await SettingsAsync(browser, slug, new { clockSkew = seconds });
        Assert.Equal(isFine ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(isFine ? 180 : 60, (await ProviderAsync(slug)).ClockSkew.TotalSeconds);
    }

    [Fact]
    public async Task Another_identity_provider_does_not_inherit_the_keys_of_the_one_before()
    {
        var browser = await SetUpAsync("moving");
        await PasteAsync(browser, "moving", CompanyMetadata.Of("https://new.moving.example/saml", "https://new.moving.example/sso", [Keys.Attacker]));
        Assert.Contains("this is another identity provider", PageText(browser), StringComparison.Ordinal);
        await browser.SubmitAsync("Save this as their side");
        Assert.Equal([Keys.Attacker.Trusted().Thumbprint], await ThumbprintsAsync(await ProviderAsync("moving")));
    }

    [Fact]
    public async Task Certificates_are_added_and_removed_and_the_last_of_an_enabled_provider_stays()
    {
        var browser = await SetUpAsync("keys");
        var (first, next) = (Keys.Provider.Trusted().Thumbprint, Keys.Attacker.Trusted().Thumbprint);
        await browser.GoAsync(Root + "/keys/certificates");
        await browser.SubmitAsync("Trust it", new { certificates = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" });
        Assert.StartsWith("This holds a private key", browser.Page.QuerySelector("#certificates-error")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Trust it", new { certificates = TheirSide.Pem([Keys.Attacker.RawData]) });
        Assert.Equal([first, next], await ThumbprintsAsync(await ProviderAsync("keys")));
        var tooMany = TheirSide.Pem(Enumerable.Range(0, 3).Select(at => Keys.Of($"more {at}").RawData));
        await browser.SubmitAsync("Trust it", new { certificates = tooMany });
        Assert.Contains("at most 4 certificates", browser.Page.QuerySelector("#certificates-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await ThumbprintsAsync(await ProviderAsync("keys"))).Count);

        await browser.ActAsync($"{Root}/keys/certificates/{first}/remove", new { reason = "rolled over" });
        Assert.Equal([next], await ThumbprintsAsync(await ProviderAsync("keys")));
        Assert.Equal("rolled over", (await EventAsync("keys", EventKind.ProviderChanged)).Detail(OwnersView.AdministratorsReason));
        await app.Db(db => db.SamlProviders.Where(row => row.Slug == "keys").ExecuteUpdateAsync(set => set.SetProperty(row => row.EnabledAt, app.Clock.GetUtcNow())));
        await browser.ActAsync($"{Root}/keys/certificates/{next}/remove", new { reason = "a slip" });
        Assert.StartsWith("This is the last certificate of an enabled provider", browser.Notice(), StringComparison.Ordinal);
        Assert.Equal([next], await ThumbprintsAsync(await ProviderAsync("keys")));
    }

    [Fact]
    public async Task Our_key_is_changed_in_two_steps_and_both_are_in_the_metadata_meanwhile()
    {
        var browser = await SetUpAsync("ours");
        var id = (await ProviderAsync("ours")).Id;
        await browser.GoAsync(Root + "/ours/certificates");
        var first = await OursAsync(id, SamlKey.Current);
        await browser.SubmitAsync("Make the next key");
        var next = await OursAsync(id, SamlKey.Next);
        var metadata = await MetadataAsync("ours");
        Assert.Contains(Convert.ToBase64String(first!), metadata, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(next!), metadata, StringComparison.Ordinal);
        Assert.Equal(first, await OursAsync(id, SamlKey.Current));
        await browser.SubmitAsync("Sign with the next key");
        Assert.Equal(next, await OursAsync(id, SamlKey.Current));
        Assert.Equal(first, await OursAsync(id, SamlKey.Former));
        Assert.DoesNotContain(Convert.ToBase64String(first!), await MetadataAsync("ours"), StringComparison.Ordinal);
        // And once more: the key before the last one goes.
        await browser.SubmitAsync("Make the next key");
        await browser.SubmitAsync("Sign with the next key");
        Assert.Equal(next, await OursAsync(id, SamlKey.Former));
    }

    [Fact]
    public async Task A_slug_that_is_nobodys_is_404()
    {
        var browser = await AdministratorAsync();
        foreach (var page in new[] { "", "/metadata", "/certificates", "/certificates/ours", "/settings" })
        {
            await browser.GoAsync($"{Root}/nobodys{page}");
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }

    private static string Slug(Browser browser) => browser.Path.Split('/')[3];

    private static string PageText(Browser browser) => System.Text.RegularExpressions.Regex.Replace(browser.Page.QuerySelector("main")!.TextContent, @"\s+", " ");

    private static string Labelled(Browser browser, string label)
    {
        var id = browser.Page.QuerySelectorAll("label").Single(element => element.TextContent.Trim() == label).GetAttribute("for")!;
        var field = browser.Page.GetElementById(id)!;
        return field.GetAttribute("value") ?? field.TextContent;
    }

    private static async Task PasteAsync(Browser browser, string slug, string xml)
    {
        await browser.GoAsync($"{Root}/{slug}/metadata");
        await browser.SubmitAsync("Show me what it says", new { xml, url = "" });
    }

    private static async Task SettingsAsync(Browser browser, string slug, object change)
    {
        await browser.GoAsync($"{Root}/{slug}/settings");
        await browser.SubmitAsync("Save settings", change);
    }

    private Task<Browser> AdministratorAsync() => app.SignInAdministratorAsync();

    private async Task<Browser> DraftAsync(string slug, string? name = null, Browser? browser = null)
    {
        browser ??= await AdministratorAsync();
        await browser.GoAsync(Root + "/new");
        await browser.SubmitAsync("Go on", new { product = "other", name = name ?? slug, slug });
        Assert.Equal($"{Root}/{slug}", browser.Path);
        return browser;
    }

    private async Task<Browser> SetUpAsync(string slug)
    {
        var browser = await DraftAsync(slug);
        await PasteAsync(browser, slug, CompanyMetadata.Of(slug, Keys.Provider));
        await browser.SubmitAsync("Save this as their side");
        return browser;
    }

    private Task<SamlProvider> ProviderAsync(string slug) => app.Db(db => db.SamlProviders.AsNoTracking().SingleAsync(row => row.Slug == slug));

    private Task<List<string>> ThumbprintsAsync(SamlProvider provider) =>
        app.Db(db => db.SamlCertificates.Where(row => row.ProviderId == provider.Id).OrderBy(row => row.AddedAt).Select(row => row.Thumbprint).ToListAsync());

    private Task<byte[]?> OursAsync(Guid providerId, string state) => app.Db(db => db.SamlKeys.Where(key => key.ProviderId == providerId && key.State == state).Select(key => key.Certificate).SingleOrDefaultAsync());

    private Task<int> PassTestAsync(string slug) => app.Db(db => db.SamlProviders.Where(row => row.Slug == slug).ExecuteUpdateAsync(set => set.SetProperty(row => row.TestedVersion, row => row.Version)));

    private async Task<bool> IsTestedAsync(string slug) => await ProviderAsync(slug) is var provider && provider.TestedVersion == provider.Version;

    private async Task<string> MetadataAsync(string slug)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync($"/saml/{slug}/metadata");
        return browser.Text;
    }

    private async Task<SecurityEvent> EventAsync(string slug, string kind) =>
        (await app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.Kind == kind).OrderByDescending(row => row.Id).ToListAsync())).First(row => row.Detail("provider") == slug);
}
