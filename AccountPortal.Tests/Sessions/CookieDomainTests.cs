using System.Net;
using AccountPortal.Sessions;
using AccountPortal.Settings;
using AccountPortal.Tests.Settings;

namespace AccountPortal.Tests.Sessions;

/// <summary>The session cookie of a domain, of one host alone, and a browser that holds both.</summary>
public class CookieDomainTests
{
    private static readonly Dictionary<string, string?> Shared = new() { ["PublicUrl"] = "https://id.portal.example", ["Sessions:CookieDomain"] = ".Portal.Example" };

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("id.example.co.uk", true)]
    [InlineData("example.co.uk", true)]
    [InlineData("co.uk", false)]
    [InlineData("com.au", false)]
    [InlineData("com", false)]
    [InlineData("localhost", false)]
    [InlineData("github.io", false)]
    [InlineData("someone.github.io", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("https://example.com", false)]
    [InlineData("example.com.", false)]
    [InlineData("..example.com", false)]
    public void It_is_a_domain_that_is_nobody_elses(string domain, bool isFine)
    {
        var check = new SettingsCheck("Sessions", isDevelopment: true);
        new SessionSettings { CookieDomain = domain }.Validate(check);
        Assert.Equal(isFine, check.Errors.Count == 0);
        Assert.All(check.Errors, error => Assert.Contains($"Sessions:CookieDomain is \"{domain.TrimStart('.')}", error.Replace("\".", "\"", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" .Example.COM ", "example.com")]
    public void A_dot_before_it_and_large_letters_do_not_matter(string set, string? domain) => Assert.Equal(domain, new SessionSettings { CookieDomain = set }.CookieDomain);

    [Theory]
    [InlineData("http://id.example.com", "other.com", "the host of PublicUrl, id.example.com, or a domain above it")]
    [InlineData("http://id.example.com", "a.id.example.com", "the host of PublicUrl, id.example.com, or a domain above it")]
    [InlineData("http://id.example.com", "ample.com", "the host of PublicUrl, id.example.com, or a domain above it")]
    [InlineData(null, "example.com", "the host of PublicUrl, which is not set, or a domain above it")]
    public async Task One_that_no_browser_would_take_stops_the_portal(string? publicUrl, string domain, string allowed)
    {
        await using var portal = PortalProcess.Start("Development", new()
        {
            ["ConnectionStrings:Portal"] = "Host=127.0.0.1;Port=1;Database=none", ["PublicUrl"] = publicUrl, ["Sessions:CookieDomain"] = domain,
        });
        Assert.Equal((1, $"Setting Sessions:CookieDomain is \"{domain}\"; allowed is {allowed}."), await portal.EndAsync());
    }

    [Fact]
    public async Task Withleftit_the_cookie_is_one_hosts_alone()
    {
        await using var app = await PortalApp.StartAsync(environment: "Production");
        var person = await app.NewPersonAsync();
        var browser = app.NewBrowser();
        var cookie = SessionCookies(await LoginAsync(browser, person)).Single();
        Assert.StartsWith("__Host-portal-session=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task With_it_every_answer_that_sets_or_takes_the_cookie_names_the_domain_and_no_other_cookie_does()
    {
        await using var app = await PortalApp.StartAsync(Shared, "Production");
        var person = await app.NewPersonAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/sign-in");
        AssertOneHosts(browser.SetCookies);
        var login = await LoginAsync(browser, person);
        AssertShared(login.SetCookies);
        var rotated = await browser.PostJsonAsync("/me/step-up", new { password = person.Password });
        Assert.Equal(HttpStatusCode.NoContent, rotated.Status);
        AssertShared(rotated.SetCookies);
        var left = await browser.PostJsonAsync("/logout");
        Assert.Contains("expires=Thu, 01 Jan 1970", AssertShared(left.SetCookies), StringComparison.OrdinalIgnoreCase);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_key_from_before_opens_nothing_and_goes_with_the_next_sign_in_or_sign_out()
    {
        await using var before = await PortalApp.StartAsync(new() { ["PublicUrl"] = "https://id.portal.example" }, "Production");
        var person = await before.NewPersonAsync();
        var browser = await before.SignInAsync(person);
        var former = browser.SessionCookie!;

        await using var app = await PortalApp.StartAsync(Shared, "Production", before.Database);
        var visitor = app.NewBrowser();
        visitor.Cookies["__Host-portal-session"] = former;
        Assert.False(await visitor.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetJsonAsync("/session/verify")).Status);
        var thief = browser.Copy();

        // Both in one browser: the new one counts, whatever the old one says.
        await visitor.SignInAsync(person);
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Null(visitor.Cookies["__Host-portal-session"]);
        visitor.Cookies["__Host-portal-session"] = former;
        Assert.True(await visitor.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        Assert.True(await visitor.IsSignedInAsync());

        // Whoever signs out is out: also of what the old key opened, at a node that still has the old setting.
        visitor.Cookies["__Host-portal-session"] = former;
        Assert.True(await thief.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await visitor.PostJsonAsync("/logout")).Status);
        Assert.Null(visitor.Cookies["__Host-portal-session"]);
        Assert.False(await visitor.IsSignedInAsync());
        await Eventually.IsTrueAsync("the old key is dead", async () => !await thief.IsSignedInAsync());
    }

    [Theory]
    [InlineData("__host-portal-session")]
    [InlineData("__HOST-Portal-Session")]
    public async Task A_cookie_that_is_not_quite_its_name_opens_nothing_and_displaces_nothing(string name)
    {
        await using var app = await PortalApp.StartAsync(new() { ["PublicUrl"] = "https://id.portal.example" }, "Production");
        var (person, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (own, planted) = (await app.SignInAsync(person), (await app.SignInAsync(other)).SessionCookie!);
        foreach (var header in new[] { $"{name}={planted}", $"a=b; {name}={planted}; c=d" })
        {
            var stranger = app.NewBrowser();
            stranger.Headers["Cookie"] = header;
            Assert.Equal((header, HttpStatusCode.Unauthorized), (header, (await stranger.GetJsonAsync("/session/verify")).Status));
            Assert.Equal((header, HttpStatusCode.Unauthorized), (header, (await stranger.GetJsonAsync("/me")).Status));
        }

        foreach (var header in new[] { $"__Host-portal-session={own.SessionCookie}; {name}={planted}", $"{name}={planted}; __Host-portal-session={own.SessionCookie}" })
        {
            var holder = app.NewBrowser();
            holder.Headers["Cookie"] = header;
            Assert.Equal((header, person.Email), (header, (await holder.GetJsonAsync("/me"))["email"].GetString()));
        }
    }

    private static async Task<JsonAnswer> LoginAsync(Browser browser, Person person)
    {
        var answer = await browser.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer;
    }

    private static IEnumerable<string> SessionCookies(JsonAnswer answer) => answer.SetCookies.Where(cookie => cookie.Contains("portal-session", StringComparison.Ordinal));

    private static string AssertShared(IReadOnlyList<string> cookies)
    {
        var cookie = cookies.Single(cookie => cookie.Contains("portal-session", StringComparison.Ordinal));
        Assert.StartsWith("__Secure-portal-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; domain=portal.example;", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.Ordinal);
        Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("; samesite=lax", cookie, StringComparison.Ordinal);
        AssertOneHosts([.. cookies.Where(each => each != cookie)]);
        return cookie;
    }

    private static void AssertOneHosts(IReadOnlyList<string> cookies) => Assert.All(cookies, cookie =>
    {
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
    });
}
