using System.Net;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Sessions;

/// <summary>A sign-in always gets a new key, and the old one is dead (P5).</summary>
public class SignInOverSessionTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task ASVS_7_2_4_Signing_in_again_gives_a_new_key_and_kills_the_old_one()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var thief = browser.Copy();
        await browser.SignInAsync(person);
        Assert.NotEqual(thief.SessionCookie, browser.SessionCookie);
        Assert.True(await browser.IsSignedInAsync());
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal(1, await app.Db(db => db.Sessions.CountAsync(session => session.UserId == person.Id)));
        Assert.Equal(EndReason.SignedInAgain, await ReasonAsync(person));
    }

    [Fact]
    public async Task Signing_in_as_somebody_else_ends_the_first_persons_session()
    {
        var (first, second) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var browser = await app.SignInAsync(first);
        var thief = browser.Copy();
        await browser.SignInAsync(second);
        Assert.Equal(second.Email, (await browser.GetJsonAsync("/me"))["email"].GetString());
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal(0, await app.Db(db => db.Sessions.CountAsync(session => session.UserId == first.Id)));
    }

    [Fact]
    public async Task A_failed_sign_in_leaves_the_live_session_alone()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var cookie = browser.SessionCookie;
        var answer = await browser.PostJsonAsync("/login", new { email = "somebody.else@example.com", password = "a wrong password" });
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(cookie, browser.SessionCookie);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task ASVS_7_2_2_A_cookie_that_was_planted_before_the_sign_in_opens_nothing()
    {
        var (person, attacker) = (await app.NewPersonAsync(), await app.SignInAsync(await app.NewPersonAsync()));
        var planted = attacker.SessionCookie;
        var victim = app.NewBrowser();
        victim.SessionCookie = planted;
        await victim.SignInAsync(person);
        Assert.NotEqual(planted, victim.SessionCookie);
        Assert.False(await attacker.IsSignedInAsync());
    }

    [Fact]
    public async Task Remembering_the_device_makes_the_cookie_outlive_the_browser()
    {
        var person = await app.NewPersonAsync();
        var (plain, remembered) = (await app.SignInAsync(person), await app.SignInAsync(person, remember: true));
        plain.Cookies.Close();
        remembered.Cookies.Close();
        Assert.False(await plain.IsSignedInAsync());
        Assert.True(await remembered.IsSignedInAsync());
    }

    [Fact]
    public async Task ASVS_14_3_1_Signing_out_kills_the_key_and_clears_what_the_browser_keeps()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var thief = browser.Copy();
        await browser.GoAsync("/account/sessions");
        await browser.SubmitAsync("/sign-out");
        Assert.Equal("/sign-in", browser.Path);
        Assert.Null(browser.SessionCookie);
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal(EndReason.SignedOut, await ReasonAsync(person));
    }

    [Fact]
    public async Task A_program_signs_out_with_204()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        var thief = browser.Copy();
        var answer = await browser.PostJsonAsync("/logout");
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("\"cache\", \"storage\"", answer.Response.Headers.GetValues("Clear-Site-Data").Single());
        Assert.False(await thief.IsSignedInAsync());
    }

    private Task<string> ReasonAsync(Person person) =>
        app.Db(db => db.EndedSessions.Where(session => session.UserId == person.Id).Select(session => session.Reason).SingleAsync());
}
