using System.Net;
using AngleSharp.Html.Dom;

namespace AccountPortal.Tests.Passkeys;

/// <summary>What the script of the pages does with a passkey, done by hand.</summary>
internal static class PasskeyBrowser
{
    /// <summary>The origin that passkeys of this portal are made for.</summary>
    public static string PasskeyOrigin(this PortalApp app) => app.Origin.GetLeftPart(UriPartial.Authority);

    public static SoftPasskey NewPasskey(this PortalApp app, bool synced = false, Guid make = default) => new(app.PasskeyOrigin(), synced, make);

    /// <summary>Goes through the page for a new passkey. Returns the answer that was sent.</summary>
    public static async Task<string> AddAsync(this Browser browser, SoftPasskey passkey, string name = "", Lie? lie = null)
    {
        await browser.GoAsync("/account/passkeys/new");
        var options = await browser.PostJsonAsync("/me/passkeys/options");
        Assert.Equal(HttpStatusCode.OK, options.Status);
        var answer = passkey.Create(options.Body, lie);
        await browser.SendAsync("/account/passkeys/new", new { name, passkey = answer });
        return answer;
    }

    /// <summary>A person with a passkey.</summary>
    public static async Task<(Person Person, Browser Browser, SoftPasskey Passkey)> NewPasskeyPersonAsync(this PortalApp app, bool synced = false)
    {
        var (person, passkey) = (await app.NewPersonAsync(), app.NewPasskey(synced));
        var browser = await app.SignInAsync(person);
        await browser.AddAsync(passkey);
        Assert.Equal("/account/passkeys?changed=True", browser.Path);
        return (person, browser, passkey);
    }

    /// <summary>The answer of a passkey to a fresh challenge for a sign-in.</summary>
    public static async Task<string> AnswerAsync(this Browser browser, SoftPasskey passkey, Lie? lie = null)
    {
        await browser.GoAsync("/sign-in");
        return passkey.Get((await browser.PostJsonAsync("/login/passkey-options")).Body, lie);
    }

    /// <summary>Signs in with it on the sign-in page; whether it worked is for the test to see.</summary>
    public static async Task SignInWithAsync(this Browser browser, SoftPasskey passkey, Lie? lie = null, bool rememberDevice = false)
    {
        var answer = await browser.AnswerAsync(passkey, lie);
        await browser.SendAsync("/sign-in/passkey", new { passkey = answer, rememberDevice });
    }

    /// <summary>Sends the form of the page with that action, which has to be there, with the fields that the script and the person fill in.</summary>
    public static Task SendAsync(this Browser browser, string action, object fields)
    {
        var form = browser.Page.QuerySelector($"form[action='{action}']") as IHtmlFormElement;
        Assert.True(form is not null, $"{browser.Path} has no form that goes to {action}.");
        var own = form.Elements.OfType<IHtmlInputElement>().Where(field => field is { Type: "hidden", Name: not null }).ToDictionary(field => field.Name!, field => field.Value);
        foreach (var (name, value) in PageForm.Values(fields))
        {
            own[name] = value;
        }

        return browser.PostFormAsync(action, own);
    }
}
