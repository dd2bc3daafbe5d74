using System.Net;
using System.Net.Sockets;
using System.Text;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Meta;
using Microsoft.AspNetCore.Routing;

namespace AccountPortal.Tests.Security;

/// <summary>Ways round a guard: the same action under another spelling of its address, by another method, from a client that says it is somewhere else.</summary>
public class BypassTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Methods = ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "POST2", "PROPFIND"];

    [Fact]
    public void Every_action_names_its_method() =>
        // Without one it would be there for every method, and a GET of it would change things.
        Assert.All(RoutedActions.Of(app), action => Assert.True(action.Action.EndpointMetadata.OfType<IHttpMethodMetadata>().Any(), action.Route));

    [Fact]
    public async Task Under_no_spelling_of_its_address_an_action_lets_in_whom_it_would_not()
    {
        var person = await app.SignInAsync(await app.NewPersonAsync());
        var (cookie, tried) = (person.Cookies.Header("/"), 0);
        foreach (var action in RoutedActions.Of(app).Where(action => !action.IsOpen && action.Method == "GET"))
        {
            foreach (var path in Spellings(action.Path))
            {
                Assert.False(await ShowsAsync(path, "") is 200, $"{path} was shown to nobody.");
                if (action.IsAdmins)
                {
                    Assert.False(await ShowsAsync(path, cookie) is 200, $"{path} was shown to somebody who is no administrator.");
                }

                tried++;
            }
        }

        Assert.True(tried > 500);
    }

    [Fact]
    public async Task By_no_other_method_an_action_does_anything()
    {
        var administrator = await app.SignInAdministratorAsync();
        var cookie = administrator.Cookies.Header("/");
        foreach (var path in RoutedActions.Of(app).Select(action => action.Path).Distinct())
        {
            var known = RoutedActions.Of(app).Where(action => action.Path.Count(sign => sign == '/') == path.Count(sign => sign == '/')).Select(action => action.Method).ToHashSet();
            foreach (var method in Methods.Where(method => !known.Contains(method)))
            {
                var answer = await RawAsync($"{method} {path} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nCookie: {cookie}\r\nX-HTTP-Method-Override: POST\r\nX-Trace: echoed7f3a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                Assert.True(answer.Status is 405 or 404 or 400, $"{method} {path} was answered {answer.Status}.");
                Assert.DoesNotContain("echoed7f3a", answer.Text, StringComparison.Ordinal);
            }
        }

        Assert.True(await administrator.IsSignedInAsync());
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X-Original-URL", "/admin/accounts")]
    [InlineData("X-Rewrite-URL", "/admin/accounts")]
    [InlineData("X-Forwarded-Prefix", "/admin")]
    [InlineData("X-Forwarded-User", "admin")]
    [InlineData("Authorization", "Basic YWRtaW46YWRtaW4=")]
    public async Task No_header_makes_another_request_of_it(string name, string value)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        browser.Headers[name] = value;
        await browser.GoAsync("/account/profile");
        Assert.Equal((HttpStatusCode.OK, "/account/profile"), (browser.Status, browser.Path));
        Assert.NotNull(browser.Page.QuerySelector("input[name=displayName]"));
        await browser.GoAsync("/admin/accounts");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task The_host_that_a_request_names_is_in_no_answer_and_no_mail(string host)
    {
        var person = await app.NewPersonAsync();
        var token = await TokenAsync();
        var form = $"csrf={Uri.EscapeDataString(token.Field)}&email={Uri.EscapeDataString(person.Email)}";
        foreach (var (method, path) in new[] { ("GET", "/account"), ("GET", "/sign-in"), ("GET", "/"), ("POST", "/forgot-password") })
        {
            var answer = await RawAsync(
                $"{method} {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: {host}\r\nForwarded: host={host}\r\nCookie: {token.Cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {(method == "POST" ? form.Length : 0)}\r\nConnection: close\r\n\r\n{(method == "POST" ? form : "")}");
            Assert.DoesNotContain("evil", answer.Text, StringComparison.Ordinal);
        }

        Assert.StartsWith(app.Origin.AbsoluteUri, await app.Mail.LastLinkAsync(person.Email, "/reset-password"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("about:blank")]
    [InlineData(" ")]
    public async Task A_post_that_says_it_comes_from_elsewhere_does_nothing(string origin)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var (cookie, host) = (browser.Cookies.Header("/"), app.Address.Authority);
        // As a form of another site would send it, with the cookie, should a browser ever send that along.
        foreach (var type in new[] { "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=b", "application/json" })
        {
            var answer = await RawAsync($"POST /logout HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: {cookie}\r\nContent-Type: {type}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            Assert.Equal(origin == " " ? 204 : 403, answer.Status);
            if (origin == " ")
            {
                // No Origin at all is a program's.
                return;
            }
        }

        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData(" //evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("HTTPS://evil.example")]
    [InlineData("~//evil.example")]
    [InlineData("~/\\evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/..//evil.example")]
    [InlineData("/./\\evil.example")]
    [InlineData("/account\r\nLocation: https://evil.example")]
    [InlineData("@evil.example")]
    [InlineData(".evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    public async Task No_way_back_leads_to_another_site(string returnUrl)
    {
        var person = await app.NewPersonAsync();
        var browser = app.NewBrowser();
        browser.FollowsRedirects = false;
        await browser.GoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        var csrf = browser.Page.QuerySelector("[name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/sign-in", new { csrf, email = person.Email, password = person.Password, returnUrl });
        Assert.Equal(HttpStatusCode.Found, browser.Status);
        AssertOwn(browser);
        await browser.GoAsync($"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}");
        AssertOwn(browser);
        await browser.GoAsync($"/step-up?returnUrl={Uri.EscapeDataString(returnUrl)}");
        csrf = browser.Page.QuerySelector("main form [name=csrf]")!.GetAttribute("value")!;
        await browser.PostFormAsync("/step-up", new { csrf, password = person.Password, returnUrl });
        AssertOwn(browser);
    }

    // As a browser does it: tabs and line breaks are left out, and a backslash is a slash (URL Standard, 4.4).
    private void AssertOwn(Browser browser)
    {
        var location = browser.Response.Headers.TryGetValues("Location", out var values) ? Assert.Single(values) : "";
        var read = location.Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace('\\', '/').Trim();
        Assert.StartsWith("/", read, StringComparison.Ordinal);
        Assert.Equal(app.Origin.Host, new Uri(app.Origin, read).Host);
    }

    private static IEnumerable<string> Spellings(string path)
    {
        var last = path.LastIndexOf('/');
        yield return path;
        yield return path.ToUpperInvariant();
        yield return path + "/";
        yield return "/" + path;
        yield return path + "//";
        yield return path.Replace("/", "//", StringComparison.Ordinal);
        yield return "/." + path;
        yield return "/sign-in/.." + path;
        yield return "/%2e%2e" + path;
        yield return path[..last] + "%2F" + path[(last + 1)..];
        yield return path[..last] + "%5C" + path[(last + 1)..];
        yield return path + ";a=b";
        yield return path + "%20";
        yield return path + ".json";
        yield return "/portal.css/.." + path;
        yield return "/health/live/.." + path;
        yield return $"/%{(int)path[1]:x2}{path[2..]}";
    }

    private async Task<int> ShowsAsync(string path, string cookie) =>
        (await RawAsync($"GET {path} HTTP/1.1\r\nHost: {app.Address.Authority}\r\n{(cookie.Length > 0 ? $"Cookie: {cookie}\r\n" : "")}Connection: close\r\n\r\n")).Status;

    private async Task<(string Cookie, string Field)> TokenAsync()
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        return (browser.Cookies.Header("/"), browser.Page.QuerySelector("[name=csrf]")!.GetAttribute("value")!);
    }

    /// <summary>The request as it is, which no library would send.</summary>
    private async Task<(int Status, string Text)> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        return (int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text);
    }
}
