using AccountPortal.Tests.TwoFactor;

namespace AccountPortal.Tests.Telemetry;

/// <summary>People do what people do, and the names and secrets of all of them are remembered, to be looked for where they must not be.</summary>
internal sealed class ProductionWalk(PortalApp app)
{
    private readonly HashSet<string> secrets = [];

    /// <summary>Everything that must be in no log, trace or metric.</summary>
    public IReadOnlyCollection<string> Secrets => secrets;

    /// <summary>Sign-up, proof, sign-in, wrong passwords, a second factor, a reset, a company's refused answer, an address that holds what it should not.</summary>
    public async Task GoAsync()
    {
        var (person, browser) = (Keep(People.New()), app.NewBrowser());
        await browser.PostJsonAsync("/signup", new { email = person.Email, password = person.Password });
        await browser.GoAsync(Keep(await app.Mail.LastLinkAsync(person.Email, "/verify-email")));
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Keep(browser);
        Assert.True(await browser.IsSignedInAsync());
        await browser.GoAsync("/account/two-factor/set-up");
        var authenticator = Authenticator.Scan(app, browser.Page);
        secrets.Add(authenticator.Base32);
        await browser.SubmitAsync("/account/two-factor/set-up", new { code = authenticator.Code() });
        secrets.UnionWith(browser.ShownCodes());
        Keep(browser);

        var other = Keep(await app.NewPersonAsync());
        var second = app.NewBrowser();
        await second.PostJsonAsync("/login", new { email = other.Email, password = secrets.First(secret => secret == person.Password) });
        await second.SignInAsync(other);
        Keep(second);
        await second.PostJsonAsync("/me/step-up", new { password = "wrong and not to be told" });
        await second.PostJsonAsync("/me/step-up", new { password = other.Password });
        Keep(second);
        secrets.Add("wrong and not to be told");

        var forgetful = app.NewBrowser();
        await forgetful.GoAsync("/forgot-password");
        await forgetful.SubmitAsync("/forgot-password", new { email = other.Email });
        await forgetful.GoAsync(Keep(await app.Mail.LastLinkAsync(other.Email, "/reset-password")));
        await forgetful.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence of theirs" });
        secrets.Add("an entirely new sentence of theirs");

        var company = await Saml.TestCompany.StartAsync(app);
        await company.SignInAsync(app.NewBrowser());
        await company.SignInAsync(app.NewBrowser(), changeSigned: xml => xml.Replace("ada@", "eve@", StringComparison.Ordinal));
        secrets.Add(company.Address());
        secrets.Add(company.Address("eve"));
        var stranger = app.NewBrowser();
        stranger.UserAgent = "Bot of spy@example.net\tLogLevel";
        foreach (var path in new[] { "/no-such-page?email=mallory@example.org&token=0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "/verify-email?token=0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "/sign-in?returnUrl=%0A%7B%22mallory@example.org" })
        {
            await stranger.GoAsync(path);
        }

        secrets.UnionWith(["mallory@example.org", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "spy@example.net"]);
    }

    public void AssertNowhereIn(string text, string where) =>
        Assert.All(secrets, secret => Assert.True(!text.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{where} has \"{secret}\": {Around(text, secret)}"));

    private static string Around(string text, string secret)
    {
        var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 200)];
    }

    private Person Keep(Person person)
    {
        secrets.UnionWith([person.Email, person.Password]);
        return person;
    }

    private string Keep(string link)
    {
        secrets.Add(link.Split("token=")[1]);
        return link;
    }

    private void Keep(Browser browser) => secrets.UnionWith([browser.SessionCookie!, browser.SessionCookie!.Split('.')[0]]);
}
