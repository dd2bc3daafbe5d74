using System.Net;
using System.Text.Json;
using AccountPortal.Gateway;

namespace AccountPortal.Tests.Gateway;

/// <summary>The samples of docs/before-your-app.md as operators run them: Debian's nginx and Caddy, TLS, two hosts, a domain's cookie.</summary>
public abstract class GatewayTests(GatewayStage stage)
{
    private const string Page = $"{GatewayStage.App}/board?topic=a&sort=new%20first";

    [Fact]
    public async Task People_sign_in_on_the_way_and_land_on_the_page_that_they_asked_for()
    {
        var person = await stage.Portal.NewPersonAsync();
        using var visitor = stage.NewVisitor();
        await visitor.GoAsync(Page);
        Assert.Equal($"{GatewayStage.Accounts}/sign-in", visitor.Url.GetLeftPart(UriPartial.Path));

        await visitor.SignInAsync(person, Page);
        Assert.True(visitor.IsAtApp, $"{visitor.Status} at {string.Join(" → ", visitor.Way)}: {visitor.Text}");
        Assert.Equal("/board?topic=a&sort=new%20first", visitor.Saw.Path);
        Assert.Equal(person.Id.ToString(), visitor.Saw[SessionIdentity.AccountId]);
        Assert.Equal(person.Email, visitor.Saw[SessionIdentity.Email]);
        Assert.Equal("true", visitor.Saw[SessionIdentity.EmailVerified]);
        Assert.True(DateTimeOffset.TryParse(visitor.Saw[SessionIdentity.ConfirmedAt], out _));
        // Nobody has a role: nginx leaves out what is empty, Caddy does not.
        Assert.Equal("", visitor.Saw[SessionIdentity.Roles] ?? "");
    }

    [Fact]
    public async Task Once_another_browser_revokes_the_session_the_app_is_out_of_reach_at_the_next_request()
    {
        var person = await stage.Portal.NewPersonAsync();
        using var visitor = stage.NewVisitor();
        await visitor.SignInAsync(person, Page);
        Assert.True(visitor.IsAtApp);
        var sessionId = visitor.Saw[SessionIdentity.SessionId];

        var other = await stage.Portal.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await other.DeleteJsonAsync($"/me/sessions/{sessionId}")).Status);
        await visitor.GoAsync(Page);
        Assert.Equal("/sign-in", visitor.Url.AbsolutePath);
        using var fetched = await visitor.FetchAsync(Page);
        Assert.Equal(HttpStatusCode.Unauthorized, fetched.StatusCode);
        Assert.Null(fetched.Headers.Location);
    }

    [Fact]
    public async Task Forged_identities_do_not_arrive_and_nor_does_the_key()
    {
        var person = await stage.Portal.NewPersonAsync(verified: false);
        using var visitor = stage.NewVisitor();
        visitor.Cookies.Add(new Uri(GatewayStage.App), new Cookie("theme", "dark"));
        visitor.Cookies.Add(new Uri(GatewayStage.App), new Cookie("zone", "utc"));
        foreach (var name in SessionIdentity.Names)
        {
            visitor.Headers[name] = "forged";
            // What an app that reads headers as CGI does would take for the same.
            visitor.Headers[name.Replace('-', '_')] = "forged";
        }

        await visitor.SignInAsync(person, Page);
        Assert.True(visitor.IsAtApp);
        Assert.DoesNotContain("forged", visitor.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("portal-session", visitor.Text, StringComparison.Ordinal);
        // Nobody proved the address: the app is not told it.
        Assert.Equal("", visitor.Saw[SessionIdentity.Email] ?? "");
        Assert.Equal("false", visitor.Saw[SessionIdentity.EmailVerified]);
        Assert.Equal("theme=dark; zone=utc", visitor.Saw["Cookie"]!.TrimEnd(' ', ';'));

        // By hand: first, between others, in other letters, without a space.
        var key = visitor.Cookies.GetCookies(new Uri(GatewayStage.App))["__Secure-portal-session"]!.Value;
        Assert.Equal("example.com", visitor.Cookies.GetCookies(new Uri(GatewayStage.App))["__Secure-portal-session"]!.Domain);
        Assert.Equal("", await ArrivesAsync($"__Secure-portal-session={key}"));
        Assert.Equal("a=1;b=2", await ArrivesAsync($"a=1; __Secure-portal-session={key}; b=2"));
        Assert.Equal("b=2", await ArrivesAsync($"__Secure-portal-session={key};b=2"));
        // The portal takes this one for nobody's; an app may take it for the same.
        Assert.True(await ArrivesAsync($"__secure-Portal-Session={key}; b=2; __Secure-portal-session={key}") is "b=2" or "");
        // Twice: cut out, or all is.
        Assert.True(await ArrivesAsync($"a=1; __Secure-portal-session={key}; b=2; __Secure-portal-session={key}") is "a=1;b=2" or "");
    }

    [Theory]
    [InlineData("close, Portal-Confirmed-At")]
    [InlineData("portal-roles, close")]
    public async Task No_client_takes_away_what_the_app_is_told(string connection)
    {
        using var visitor = stage.NewVisitor();
        await visitor.SignInAsync(await stage.Portal.NewPersonAsync(), Page);
        Assert.True(visitor.IsAtApp);
        using var answer = await visitor.FetchAsync(Page, ("Connection", connection));
        if (answer.StatusCode != HttpStatusCode.BadRequest)
        {
            // nginx passes on nothing of what it says.
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var saw = JsonSerializer.Deserialize<AppSaw>(await answer.Content.ReadAsStringAsync(), JsonSerializerOptions.Web)!;
            Assert.Equal(visitor.Saw.Headers.Keys.Where(name => name.StartsWith("Portal", StringComparison.Ordinal)).Order(), saw.Headers.Keys.Where(name => name.StartsWith("Portal", StringComparison.Ordinal)).Order());
            Assert.NotNull(saw[SessionIdentity.ConfirmedAt]);
        }
    }

    [Fact]
    public async Task What_wants_a_fresh_confirmation_leads_to_it_and_back_to_the_app()
    {
        var person = await stage.Portal.NewPersonAsync();
        using var visitor = stage.NewVisitor();
        await visitor.SignInAsync(person, Page);
        stage.Portal.Clock.Advance(TimeSpan.FromMinutes(6));
        await visitor.GoAsync(Page);
        Assert.True(visitor.IsAtApp);

        await visitor.GoAsync($"{GatewayStage.App}/settings/keys?of=me");
        Assert.Equal($"{GatewayStage.Accounts}/step-up", visitor.Url.GetLeftPart(UriPartial.Path));
        foreach (var path in new[] { "/settings/keys", "/settings", "/Settings/keys" })
        {
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(visitor, path)));
        }

        await visitor.SubmitAsync("/step-up", new { password = person.Password });
        Assert.True(visitor.IsAtApp, string.Join(" → ", visitor.Way));
        Assert.Equal("/settings/keys?of=me", visitor.Saw.Path);
    }

    [Fact]
    public async Task Who_lacks_the_role_or_a_proven_address_does_not_reach_the_app()
    {
        using var visitor = stage.NewVisitor();
        await visitor.SignInAsync(await stage.Portal.NewPersonAsync(), Page);
        await visitor.GoAsync($"{GatewayStage.App}/staff/");
        Assert.Equal((HttpStatusCode.Forbidden, "accounts.example.com"), (visitor.Status, visitor.Url.Host));
        // However it is spelled: apps take all of these for the same page.
        foreach (var path in new[] { "/staff/", "/staff", "/Staff/pay", "/STAFF", "/%53taff%2Fpay", "//staff/pay", "/board/../staff/pay", "/staff;a/pay", "/staff?a" })
        {
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(visitor, path)));
        }

        foreach (var path in new[] { "/staffroom", "/our/staff" })
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(visitor, path)));
        }
    }

    [Fact]
    public async Task Where_the_database_is_away_people_are_told_to_try_again_and_stay_signed_in()
    {
        using var visitor = stage.NewVisitor();
        await visitor.SignInAsync(await stage.Portal.NewPersonAsync(), Page);
        stage.LoseNextRead();
        using (var away = await visitor.FetchAsync(Page))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
            Assert.NotNull(away.Headers.RetryAfter);
        }

        await visitor.GoAsync(Page);
        Assert.True(visitor.IsAtApp);
    }

    /// <summary>What a script gets for the path as it is written here.</summary>
    private static async Task<HttpStatusCode> StatusAsync(AppVisitor visitor, string path)
    {
        using var answer = await visitor.FetchAsync(GatewayStage.App + path);
        return answer.StatusCode;
    }

    /// <summary>The cookies that reach the app of those that were sent.</summary>
    private async Task<string> ArrivesAsync(string sent)
    {
        using var bare = stage.NewVisitor();
        using var answer = await bare.FetchAsync(Page, ("Cookie", sent));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var saw = JsonSerializer.Deserialize<AppSaw>(await answer.Content.ReadAsStringAsync(), JsonSerializerOptions.Web)!;
        return string.Join(';', (saw["Cookie"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}

public class NginxTests(NginxStage stage) : GatewayTests(stage), IClassFixture<NginxStage>
{
    [Fact]
    public async Task No_log_holds_the_token_of_a_link()
    {
        using var visitor = stage.NewVisitor();
        await visitor.GoAsync($"{GatewayStage.Accounts}/reset-password?token=a-secret");
        // The one before is written once this is answered.
        await visitor.GoAsync($"{GatewayStage.Accounts}/health/live");
        Assert.Contains("GET /reset-password\"", stage.Logs(), StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", stage.Logs(), StringComparison.Ordinal);
    }
}

public class CaddyTests(CaddyStage stage) : GatewayTests(stage), IClassFixture<CaddyStage>;
