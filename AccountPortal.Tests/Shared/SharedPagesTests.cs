using System.Net;
using AccountPortal.Shared;

namespace AccountPortal.Tests.Shared;

public class SharedPagesTests(SharedPagesHost host) : IClassFixture<SharedPagesHost>
{
    [Theory]
    [InlineData(400), InlineData(401), InlineData(403), InlineData(404), InlineData(429), InlineData(500), InlineData(503), InlineData(418), InlineData(502)]
    public async Task Every_error_has_a_page_that_sets_no_cookie_and_fits_the_content_policy(int status)
    {
        var response = await host.Visitor().GetAsync($"/error/{status}");
        var page = await SharedPagesHost.PageAsync(response);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(ErrorPage.For(status).Title, page.QuerySelector("main h1")!.TextContent);
        Assert.Equal($"{ErrorPage.For(status).Title} · Account Portal", page.Title);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Empty(page.QuerySelectorAll("[style], style, script:not([src]), [onclick]"));
    }

    [Fact]
    public async Task Unavailable_asks_again_by_itself_and_too_many_says_how_long()
    {
        var unavailable = await host.Visitor().GetAsync("/error/503?wait=5");
        Assert.Equal("5", unavailable.Headers.GetValues("Refresh").Single());
        var tooMany = await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/error/429?wait=90"));
        Assert.Contains("in 2 minutes", tooMany.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_that_met_an_outage_is_not_asked_again() => Assert.False(ErrorPage.For(503, isGet: false).RetriesItself);

    [Fact]
    public async Task Only_a_failure_of_ours_shows_its_number()
    {
        var failed = await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/error/500"));
        var missing = await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/error/404"));
        Assert.Equal("0HN7A", failed.QuerySelector("main code")!.TextContent);
        Assert.Null(missing.QuerySelector("main code"));
    }

    [Fact]
    public async Task A_notice_shows_once_after_the_redirect()
    {
        var visitor = host.Visitor();
        var redirect = await visitor.GetAsync("/notify");
        Assert.Equal(HttpStatusCode.Found, redirect.StatusCode);
        var cookie = redirect.Headers.GetValues("Set-Cookie").Single();
        Assert.StartsWith("portal-notice=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.True(cookie.Length < 400, cookie);

        var first = await SharedPagesHost.PageAsync(await visitor.GetAsync("/row"));
        Assert.Equal("Signed out <that> device.", first.QuerySelector(".notice.warn[role=status]")!.TextContent.Trim());
        var second = await visitor.GetAsync("/row");
        Assert.Null((await SharedPagesHost.PageAsync(second)).QuerySelector(".notice"));
        Assert.False(second.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_forged_notice_is_not_shown()
    {
        var visitor = host.Visitor();
        visitor.DefaultRequestHeaders.Add("Cookie", "portal-notice=Your+account+is+locked");
        Assert.Null((await SharedPagesHost.PageAsync(await visitor.GetAsync("/row"))).QuerySelector(".notice"));
    }

    [Fact]
    public async Task A_signed_in_reader_can_sign_out_from_the_page_and_a_stranger_sees_no_navigation()
    {
        var ada = host.Visitor("ada@example.com");
        var page = await SharedPagesHost.PageAsync(await ada.GetAsync("/row"));
        Assert.Equal("ada@example.com", page.QuerySelector(".who")!.TextContent);
        Assert.NotNull(page.QuerySelector(".side a[aria-current=page][href='/account/sessions']"));
        Assert.Equal("#main", page.QuerySelector("a.skip")!.GetAttribute("href"));

        var token = page.QuerySelector("form[action='/sign-out'] input[type=hidden]")!;
        using var form = new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value")!)]);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.PostAsync("/leave", form)).StatusCode);

        Assert.Null((await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/row"))).QuerySelector("nav"));
    }

    [Fact]
    public async Task A_session_row_carries_a_token_that_counts()
    {
        var ada = host.Visitor("ada@example.com");
        var token = (await SharedPagesHost.PageAsync(await ada.GetAsync("/row"))).QuerySelector("form.act input[type=hidden]")!;
        using var form = new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value")!)]);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.PostAsync("/leave", form)).StatusCode);
        using var empty = new FormUrlEncodedContent([]);
        Assert.Equal(HttpStatusCode.BadRequest, (await ada.PostAsync("/leave", empty)).StatusCode);
    }

    [Fact]
    public async Task A_form_keeps_what_was_typed_but_no_password_and_names_its_problems()
    {
        using var typed = new FormUrlEncodedContent([new("email", "ada@"), new("password", "hunter2"), new("rememberDevice", "true")]);
        var page = await SharedPagesHost.PageAsync(await host.Visitor().PostAsync("/form", typed));
        Assert.Equal("ada@", page.QuerySelector("input#email[name=email]")!.GetAttribute("value"));
        Assert.False(page.QuerySelector("input#password[name=password]")!.HasAttribute("value"));
        Assert.True(page.QuerySelector("input[name=rememberDevice]")!.HasAttribute("checked"));
        Assert.Equal("Not an address.", page.QuerySelector("#email-error")!.TextContent);
        Assert.Equal("email-hint email-error", page.QuerySelector("#email")!.GetAttribute("aria-describedby"));
        Assert.Equal("Problem: A form · Account Portal", page.Title);
        Assert.Equal(["Nothing was saved.", "Not an address.", "Too short."], page.QuerySelectorAll("[role=alert] li").Select(line => line.TextContent.Trim()));
    }

    [Fact]
    public async Task A_fresh_form_shows_the_models_values_and_no_problem()
    {
        var page = await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/form"));
        Assert.Equal("ada@example.com", page.QuerySelector("#email")!.GetAttribute("value"));
        Assert.Equal("username", page.QuerySelector("#email")!.GetAttribute("autocomplete"));
        Assert.Null(page.QuerySelector("[role=alert], .wrong, [aria-invalid]"));
        Assert.Equal("A form · Account Portal", page.Title);
    }

    [Fact]
    public async Task The_brands_colour_is_a_stylesheet_that_may_be_kept()
    {
        var page = await SharedPagesHost.PageAsync(await host.Visitor().GetAsync("/error/404"));
        var response = await host.Visitor().GetAsync(page.QuerySelector("link[href^='/branding.css']")!.GetAttribute("href"));
        Assert.Equal("text/css", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"^:root \{ --accent: #[0-9a-f]{6}; \}", await response.Content.ReadAsStringAsync());
    }
}
