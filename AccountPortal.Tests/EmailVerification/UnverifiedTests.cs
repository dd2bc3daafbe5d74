using System.Net;

namespace AccountPortal.Tests.EmailVerification;

/// <summary>What an account without a proven address may reach.</summary>
public class UnverifiedTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData("/verify-email/pending")]
    [InlineData("/account/sessions")]
    public async Task Its_sessions_and_what_is_missing_are_within_reach(string path)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        await browser.GoAsync(path);
        Assert.Equal((HttpStatusCode.OK, path), (browser.Status, browser.Path));
    }

    [Fact]
    public async Task It_can_see_itself_and_end_its_sessions_and_sign_out()
    {
        var person = await app.NewPersonAsync(verified: false);
        var (browser, other) = (await app.SignInAsync(person), await app.SignInAsync(person));
        Assert.False((await browser.GetJsonAsync("/me"))["emailVerified"].GetBoolean());
        Assert.Equal(1, (await browser.PostJsonAsync("/me/sessions/revoke-all"))["revoked"].GetInt32());
        Assert.False(await other.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/logout")).Status);
    }

    [Fact]
    public async Task The_mail_can_be_sent_again_once_a_minute_and_the_newer_link_ends_the_older()
    {
        await using var own = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        own.Clock.Stop();
        var person = await own.NewPersonAsync(verified: false);
        var browser = await own.SignInAsync(person);
        await ResendAsync(browser);
        var first = await own.Mail.LastLinkAsync(person.Email, "/verify-email");
        own.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMicroseconds(1));
        await ResendAsync(browser);
        Assert.Single(await own.Mail.ToAsync(person.Email));
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        await ResendAsync(browser);
        Assert.Equal(2, (await own.Mail.ToAsync(person.Email)).Count);
        await browser.GoAsync(first);
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        await browser.GoAsync(await own.Mail.LastLinkAsync(person.Email, "/verify-email"));
        await browser.SubmitAsync("/verify-email");
        Assert.True((await browser.GetJsonAsync("/me"))["emailVerified"].GetBoolean());
    }

    [Fact]
    public async Task Who_gave_another_address_gets_the_mail_again_there()
    {
        var (person, better) = (await app.NewPersonAsync(verified: false), People.New().Email);
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("/account/email", new { newEmail = better, currentPassword = person.Password });
        await browser.GoAsync("/verify-email/pending");
        Assert.Contains(better, browser.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await browser.SubmitAsync("Send the mail again");
        Assert.Equal(2, (await app.Mail.ToAsync(better)).Count);
        Assert.Empty(await app.Mail.ToAsync(person.Email));
        await browser.GoAsync(await app.Mail.LastLinkAsync(better, "/verify-email"));
        await browser.SubmitAsync("/verify-email");
        Assert.Equal(better, (await browser.GetJsonAsync("/me"))["email"].GetString());
    }

    private static async Task ResendAsync(Browser browser)
    {
        await browser.GoAsync("/verify-email/pending");
        await browser.SubmitAsync("Send the mail again");
        Assert.Equal("/verify-email/pending", browser.Path);
    }
}
