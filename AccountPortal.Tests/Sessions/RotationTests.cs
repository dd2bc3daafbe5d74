using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Sessions;

/// <summary>After a change of privilege (here: a proven address) the key is another one (P5), and a second tab finds its way.</summary>
public class RotationTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task The_old_key_is_dead_at_once_and_the_session_keeps_its_id_and_its_age()
    {
        var (browser, before) = await RotatedAsync(app);
        var thief = before.Copy();
        Assert.NotEqual(thief.SessionCookie, browser.SessionCookie);
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
        var (old, current) = (before.Headers["Session"], (await CurrentAsync(browser)).ToString());
        Assert.Equal(old, current);
    }

    [Fact]
    public async Task A_second_tab_is_sent_to_pick_the_new_cookie_up()
    {
        var (browser, tab) = await RotatedAsync(app);
        tab.FollowsRedirects = false;
        await tab.GoAsync("/account/sessions?from=tab");
        Assert.Equal(HttpStatusCode.Found, tab.Status);
        Assert.Equal("/account/sessions?from=tab", tab.Response.Headers.Location!.OriginalString);
        // By now the browser has the new cookie for all its tabs.
        browser.Cookies.CopyTo(tab.Cookies);
        await tab.GoAsync("/account/sessions?from=tab");
        Assert.Equal(HttpStatusCode.OK, tab.Status);
    }

    [Fact]
    public async Task A_browser_that_has_no_new_cookie_is_not_sent_in_circles()
    {
        var (_, thief) = await RotatedAsync(app);
        await thief.GoAsync("/account/sessions");
        Assert.Equal(["/account/sessions", "/sign-in?returnUrl=%2Faccount%2Fsessions"], thief.Redirects);
    }

    [Fact]
    public async Task A_form_with_the_old_key_is_not_sent_to_itself()
    {
        var (_, tab) = await RotatedAsync(app);
        await tab.PostFormAsync("/account/sessions/revoke-others");
        Assert.Equal(["/sign-in"], tab.Redirects);
    }

    [Theory]
    [InlineData("//elsewhere.example/account")]
    [InlineData("///elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("/\\/elsewhere.example")]
    public async Task A_second_tab_is_never_sent_to_another_site(string path)
    {
        var (_, tab) = await RotatedAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        foreach (var cookies in new[] { tab.Cookies.Header("/"), "" })
        {
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            (context.Request.Method, context.Request.Path, context.Request.QueryString) = ("GET", path, new QueryString("?a=b"));
            context.Request.Headers.Cookie = cookies;
            var refusals = scope.ServiceProvider.GetRequiredService<IAuthorizationMiddlewareResultHandler>();
            var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            await refusals.HandleAsync(_ => Task.CompletedTask, context, policy, PolicyAuthorizationResult.Challenge());
            var location = context.Response.Headers.Location.ToString();
            Assert.Matches(cookies.Length == 0 ? @"^/sign-in\?returnUrl=%2F(?!%2F|%5C)" : @"^/(?![/\\]).*elsewhere\.example[^?]*\?a=b$", location);
        }
    }

    [Fact]
    public async Task A_minute_later_the_old_key_is_as_unknown_as_any()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var (_, tab) = await RotatedAsync(own);
        var late = tab.Copy();
        own.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMicroseconds(1));
        await tab.GoAsync("/account/sessions");
        Assert.Equal(2, tab.Redirects.Count);
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await late.GoAsync("/account/sessions");
        Assert.Equal(["/sign-in?returnUrl=%2Faccount%2Fsessions"], late.Redirects);
    }

    [Fact]
    public async Task Signing_out_in_a_tab_that_missed_the_new_key_ends_the_session()
    {
        var (browser, before) = await RotatedAsync(app);
        before.Headers.Remove("Session");
        Assert.Equal(HttpStatusCode.NoContent, (await before.PostJsonAsync("/logout")).Status);
        Assert.False(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task A_key_that_was_rotated_long_ago_signs_nobody_out()
    {
        await using var own = await PortalApp.StartAsync();
        var (browser, thief) = await RotatedAsync(own);
        thief.Headers.Remove("Session");
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        await thief.PostJsonAsync("/logout");
        Assert.True(await browser.IsSignedInAsync());
    }

    /// <summary>A browser whose session was rotated, and the same browser as it was before.</summary>
    private static async Task<(Browser Browser, Browser Before)> RotatedAsync(PortalApp portal)
    {
        var person = await portal.NewPersonAsync(verified: false);
        var browser = await portal.SignInAsync(person);
        await browser.GoAsync("/verify-email/pending");
        await browser.SubmitAsync("/verify-email/resend");
        var before = browser.Copy();
        before.Headers["Session"] = (await CurrentAsync(browser)).ToString();
        await browser.GoAsync(await portal.Mail.LastLinkAsync(person.Email, "/verify-email"));
        await browser.SubmitAsync("/verify-email");
        Assert.True((await browser.GetJsonAsync("/me"))["emailVerified"].GetBoolean());
        Assert.Equal(1, await portal.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
        return (browser, before);
    }

    private static async Task<(string? Id, string? CreatedAt)> CurrentAsync(Browser browser)
    {
        var row = (await browser.GetJsonAsync("/me/sessions")).Body[0];
        return (row.GetProperty("id").GetString(), row.GetProperty("createdAt").GetString());
    }
}
