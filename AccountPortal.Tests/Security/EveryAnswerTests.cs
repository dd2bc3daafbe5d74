using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AccountPortal.Tests.Meta;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Security;

/// <summary>What holds for each answer of the portal in production, whoever asks and whatever for, also for the page that is added tomorrow.</summary>
public class EveryAnswerTests(EveryAnswer seen) : IClassFixture<EveryAnswer>
{
    // What is more than headers to browsers: nothing that a person typed, of nobody in particular.
    private static readonly string[] Public = ["/portal.css", "/portal.js", "/favicon.svg", "/branding.css"];

    private IEnumerable<(SeenAnswer Answer, SetCookieHeaderValue Cookie)> Cookies =>
        seen.All.SelectMany(answer => SetCookieHeaderValue.ParseList([.. answer.SetCookies]).Select(cookie => (answer, cookie)));

    private IReadOnlyList<SeenAnswer> Pages => [.. seen.All.Where(answer => answer.IsPage)];

    [Fact]
    public void There_is_much_to_look_at()
    {
        Assert.InRange(seen.All.Count, 600, 5_000);
        Assert.InRange(Pages.Count, 100, 5_000);
        Assert.DoesNotContain(seen.All, answer => (int)answer.Response.StatusCode >= 500);
        foreach (var name in new[] { "portal-session", "portal-csrf", "portal-device", "portal-sign-in", "portal-notice", "portal-link-reset", "portal-totp", "portal-saml-" })
        {
            Assert.Contains(Cookies, set => set.Cookie.Name.ToString().Contains(name, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ASVS_3_3_1_every_cookie_is_secure() => Assert.All(Cookies, set => Assert.True(set.Cookie.Secure, $"{set.Cookie} of {set.Answer}"));

    [Fact]
    public void ASVS_3_3_2_no_cookie_comes_along_from_another_site_but_the_one_that_a_company_answers_to() => Assert.All(Cookies, set =>
        Assert.True(set.Cookie.SameSite is SameSiteMode.Lax or SameSiteMode.Strict || (set.Cookie.SameSite == SameSiteMode.None && set.Cookie.Name.StartsWith("__Host-portal-saml-", StringComparison.Ordinal)), $"{set.Cookie} of {set.Answer}"));

    [Fact]
    public void ASVS_3_3_3_every_cookie_is_this_hosts_alone() => Assert.All(Cookies, set =>
        Assert.True(set.Cookie.Name.StartsWith("__Host-", StringComparison.Ordinal) && set.Cookie.Path == "/" && !set.Cookie.Domain.HasValue, $"{set.Cookie} of {set.Answer}"));

    [Fact]
    public void ASVS_3_3_4_no_script_reads_a_cookie_and_the_session_key_is_nowhere_else()
    {
        Assert.All(Cookies, set => Assert.True(set.Cookie.HttpOnly, $"{set.Cookie} of {set.Answer}"));
        Assert.Contains(seen.All, answer => answer.SessionKey is { Length: 43 });
        Assert.All(seen.All.Where(answer => answer.SessionKey is not null), answer =>
            Assert.False(answer.Text.Contains(answer.SessionKey!, StringComparison.Ordinal) || answer.Response.Headers.Location?.OriginalString.Contains(answer.SessionKey!, StringComparison.Ordinal) == true, $"{answer}"));
    }

    [Fact]
    public void ASVS_3_3_5_a_cookies_name_and_value_have_4096_bytes_at_most() =>
        Assert.All(Cookies, set => Assert.True(set.Cookie.Name.Length + set.Cookie.Value.Length <= 4096, $"{set.Cookie.Name} of {set.Answer}"));

    [Fact]
    public void ASVS_3_4_1_browsers_come_by_https_for_a_year() => AssertHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");

    [Fact]
    public void ASVS_3_4_2_no_other_site_may_read_an_answer() =>
        Assert.All(seen.All, answer => Assert.True(answer.Header("Access-Control-Allow-Origin") is null && answer.Header("Cross-Origin-Resource-Policy") == "same-origin", $"{answer}"));

    [Fact]
    public void ASVS_3_4_3_nothing_runs_or_loads_that_is_not_this_sites()
    {
        // A page that goes on to a company by a form names that company's origin there, and nowhere else.
        Assert.All(seen.All, answer => Assert.Matches("^default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'( https://idp\\.[a-z0-9.]+)?; frame-ancestors 'none'$", answer.Header("Content-Security-Policy")));
        Assert.All(Pages, page => Assert.True(
            page.Page.QuerySelectorAll("script:not([src]), style, [style], base, object, embed, iframe, link[rel=preconnect]").Length == 0
            && !page.Page.All.SelectMany(element => element.Attributes).Any(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)),
            $"{page}"));
    }

    [Fact]
    public void ASVS_3_4_4_no_browser_guesses_what_an_answer_is()
    {
        AssertHeader("X-Content-Type-Options", "nosniff");
        Assert.All(seen.All.Where(answer => answer.Text.Length > 0), answer => Assert.True(answer.Response.Content.Headers.ContentType is not null, $"{answer}"));
    }

    [Fact]
    public void ASVS_3_4_5_no_other_site_learns_where_somebody_was() => AssertHeader("Referrer-Policy", "same-origin");

    [Fact]
    public void ASVS_3_4_6_nobody_puts_a_page_into_a_frame()
    {
        AssertHeader("X-Frame-Options", "DENY");
        Assert.All(seen.All, answer => Assert.EndsWith("frame-ancestors 'none'", answer.Header("Content-Security-Policy"), StringComparison.Ordinal));
    }

    [Fact]
    public void ASVS_3_4_8_no_window_of_another_site_holds_on_to_a_page_of_ours() => AssertHeader("Cross-Origin-Opener-Policy", "same-origin");

    [Fact]
    public async Task ASVS_3_5_3_nothing_changes_by_a_get()
    {
        var browser = await Admin.AdminPortal.SignInAdministratorAsync(seen.App);
        browser.FollowsRedirects = false;
        await seen.App.SettleAsync();
        var before = await ContentAsync();
        // A company's logout comes by GET where the protocol says so; it is signed, and what is not is written down as refused.
        foreach (var action in RoutedActions.Of(seen.App).Where(action => action is { Method: "GET", Template: not "saml/{slug}/logout" }))
        {
            await browser.GoAsync(seen.Paths.Of(action));
            await browser.GoAsync($"{seen.Paths.Of(action)}?_method=DELETE&id={Guid.CreateVersion7()}&token={new string('t', 43)}");
        }

        await seen.App.SettleAsync();
        Assert.Empty((await ContentAsync()).Except(before));
    }

    [Fact]
    public void ASVS_6_2_7_password_fields_take_what_is_pasted_and_what_a_password_manager_fills_in()
    {
        var fields = Pages.SelectMany(page => page.Page.QuerySelectorAll<IHtmlInputElement>("input[type=password]").Select(field => (Page: page, Field: field))).ToList();
        Assert.InRange(fields.Count, 5, 5_000);
        Assert.All(fields, found => Assert.True(found.Field.GetAttribute("autocomplete") is "current-password" or "new-password" && !found.Field.HasAttribute("readonly"), $"{found.Page}: {found.Field.OuterHtml}"));
        Assert.All(Scripts(), script => Assert.DoesNotContain("paste", script, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void ASVS_7_4_4_every_page_of_somebody_signed_in_has_a_way_out()
    {
        var pages = Pages.Where(page => page.SessionKey is not null && !page.IsOpen).ToList();
        Assert.InRange(pages.Count, 60, 5_000);
        Assert.Equal(4, pages.Count(page => page.What.StartsWith("GET /session/onward?", StringComparison.Ordinal)));
        Assert.All(pages, page => Assert.True(page.Page.QuerySelector("form[method=post][action='/sign-out'] button") is not null, $"{page}"));
    }

    [Fact]
    public void ASVS_14_2_2_nobody_on_the_way_keeps_an_answer() => Assert.All(seen.All.Where(answer => !IsPublic(answer)), answer =>
        Assert.True(answer.Response.Headers.CacheControl is { NoStore: true }, $"{answer}: {answer.Header("Cache-Control")}"));

    [Fact]
    public void ASVS_14_2_3_no_page_fetches_anything_from_elsewhere() => Assert.All(Pages, page => Assert.All(
        page.Page.QuerySelectorAll("[src], [srcset], link[href], [poster], [background], use[href]").Select(element => element.GetAttribute("src") ?? element.GetAttribute("href") ?? element.OuterHtml),
        address => Assert.True(Regex.IsMatch(address, "^(/[^/\\\\]|#)"), $"{page}: {address}")));

    [Theory]
    [InlineData("/account/profile/x.css")]
    [InlineData("/account/profile.css")]
    [InlineData("/account/profile;x.css")]
    [InlineData("/account/profile%2Fx.css")]
    [InlineData("/account/profile%3Fx.css")]
    [InlineData("/account/profile%23x.css")]
    [InlineData("/account/profile%0Ax.css")]
    [InlineData("/account//profile.css")]
    [InlineData("/portal.css/../account/profile.css")]
    [InlineData("/me.js")]
    [InlineData("/me/x.js")]
    public async Task ASVS_14_2_5_an_address_that_looks_like_a_file_shows_nothing_private(string path)
    {
        var browser = await seen.App.SignInAsync(await seen.App.NewPersonAsync());
        await browser.GoAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        Assert.True(browser.Response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public void ASVS_14_3_2_no_browser_keeps_a_page() => Assert.All(Pages, page => Assert.True(page.Response.Headers.CacheControl!.NoStore, $"{page}"));

    [Fact]
    public void ASVS_14_3_3_no_script_keeps_anything_in_the_browser()
    {
        Assert.InRange(Scripts().Count(), 3, 100);
        Assert.All(Scripts(), script => Assert.DoesNotMatch("localStorage|sessionStorage|indexedDB|document\\.cookie|caches\\.|serviceWorker", script));
    }

    [Fact]
    public async Task A_page_has_one_stylesheet_and_weighs_less_than_60_KB_with_all_that_it_needs()
    {
        var parts = new Dictionary<string, int>();
        foreach (var page in Pages)
        {
            var addresses = page.Page.QuerySelectorAll("link[href], script[src], img[src]").Select(part => part.GetAttribute("href") ?? part.GetAttribute("src")!).Distinct().ToList();
            foreach (var address in addresses.Where(address => !parts.ContainsKey(address)))
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.TryAddWithoutValidation("Accept-Encoding", "br");
                using var response = await seen.App.Http.SendAsync(request);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                parts[address] = (await response.Content.ReadAsByteArrayAsync()).Length;
            }

            var weight = Encoding.UTF8.GetByteCount(page.Text) + addresses.Sum(address => parts[address]);
            Assert.True(weight < 60 * 1024 && page.Page.QuerySelectorAll("link[rel=stylesheet]").Length == 1, $"{page}: {weight} bytes");
        }
    }

    [Fact]
    public void The_server_does_not_say_what_it_is() => Assert.All(seen.All, answer => Assert.True(answer.Header("Server") is null && answer.Header("X-Powered-By") is null, $"{answer}"));

    private static IEnumerable<string> Scripts() => Directory.EnumerateFiles(Path.Combine(SourceTree.Portal, "wwwroot"), "*.js", SearchOption.AllDirectories).Select(File.ReadAllText);

    private static bool IsPublic(SeenAnswer answer) => Public.Any(path => answer.What.StartsWith($"GET {path}", StringComparison.Ordinal));

    private void AssertHeader(string name, string value) => Assert.All(seen.All, answer => Assert.True(answer.Header(name) == value, $"{answer}: {name} is {answer.Header(name)}"));

    /// <summary>Every row there is, but for counters, what runs in the background writes by itself, and a sign-in through a company, which begins with a GET.</summary>
    private async Task<HashSet<string>> ContentAsync()
    {
        string[] others = ["throttles", "saml_requests", "retention_runs", "outbox_emails", "__EFMigrationsHistory"];
        var content = new HashSet<string>();
        foreach (var table in (await RowsAsync("select table_name from information_schema.tables where table_schema = 'public'")).Except(others))
        {
            content.UnionWith((await RowsAsync($"""select (to_jsonb(t) - 'last_active_at')::text from "{table}" t""")).Select(row => $"{table}: {row}"));
        }

        return content;
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = seen.App.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
