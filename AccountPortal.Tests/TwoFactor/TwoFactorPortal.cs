using System.Net;

namespace AccountPortal.Tests.TwoFactor;

/// <summary>Somebody with an authenticator app. The code that set it up is used up and past.</summary>
public sealed record Enrolled(Person Person, Browser Browser, Authenticator App, string[] Codes);

/// <summary>The ways of people with a second factor.</summary>
internal static class TwoFactorPortal
{
    public static async Task<Enrolled> NewEnrolledAsync(this PortalApp app)
    {
        var person = await app.NewPersonAsync();
        return await app.EnrolAsync(person, await app.SignInAsync(person));
    }

    /// <summary>Sets an app up in the browser, by the pages.</summary>
    public static async Task<Enrolled> EnrolAsync(this PortalApp app, Person person, Browser browser)
    {
        await browser.GoAsync("/account/two-factor/set-up");
        var authenticator = Authenticator.Scan(app, browser.Page);
        await browser.SubmitAsync("/account/two-factor/set-up", new { code = authenticator.Code() });
        Assert.Equal("/account/two-factor/recovery-codes", browser.Path);
        var codes = ShownCodes(browser);
        Assert.Equal(10, codes.Length);
        authenticator.NextCode();
        return new Enrolled(person, browser, authenticator, codes);
    }

    public static string[] ShownCodes(this Browser browser) => [.. browser.Page.QuerySelectorAll("ol.codes code").Select(code => code.TextContent)];

    /// <summary>Brings the password and leaves the browser before the second step.</summary>
    public static async Task BeginAsync(this Browser browser, Person person, bool remember = false)
    {
        var answer = await browser.PostJsonAsync("/login", new { email = person.Email, password = person.Password, rememberDevice = remember });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"twoFactorRequired":true}""", answer.Text);
        Assert.Null(browser.SessionCookie);
    }

    public static Task<JsonAnswer> SecondStepAsync(this Browser browser, string? code, bool trustDevice = false) =>
        browser.PostJsonAsync("/login/two-factor", new { code, trustDevice });

    /// <summary>A browser in which that person signed in with both steps.</summary>
    public static async Task<Browser> SignInAsync(this PortalApp app, Enrolled person, bool trustDevice = false, bool remember = false)
    {
        var browser = app.NewBrowser();
        await browser.SignInAsync(person, trustDevice, remember);
        return browser;
    }

    public static async Task SignInAsync(this Browser browser, Enrolled person, bool trustDevice = false, bool remember = false)
    {
        await browser.BeginAsync(person.Person, remember);
        var answer = await browser.SecondStepAsync(person.App.NextCode(), trustDevice);
        Assert.True(answer.Status == HttpStatusCode.OK, $"The second step was answered {(int)answer.Status}: {answer.Text}");
    }
}
