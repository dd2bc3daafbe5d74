using System.Globalization;
using AccountPortal.Tests.TwoFactor;
using AccountPortal.TwoFactor;
using Microsoft.Playwright;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>The pages of the second factor, looked at and used in the real browser.</summary>
public class TwoFactorPagesTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [LookData]
    public async Task The_pages_of_the_second_factor_are_accessible(Look look)
    {
        var person = await app.NewPersonAsync();
        await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/two-factor");
                await LookAsync(tab, "two-factor-off");
                await tab.FollowAsync("Set up an app");
                await LookAsync(tab, "two-factor-set-up");
                var phone = await ScanAsync(tab);
                await tab.TypeAsync("Code", phone.WrongCode());
                await tab.PressAsync("Turn on");
                await LookAsync(tab, "two-factor-set-up-wrong");
                await tab.TypeAsync("Code", phone.Code());
                await tab.PressAsync("Turn on");
                await tab.SeesAsync("Your 10 codes");
                await LookAsync(tab, "two-factor-codes");
                await tab.FollowAsync("I have kept them");
                await LookAsync(tab, "two-factor-on");
                await SignInAsync(tab, person);
                await LookAsync(tab, "sign-in-two-factor");
                await tab.TypeAsync("Code", phone.WrongCode());
                await tab.PressAsync("Sign in");
                await LookAsync(tab, "sign-in-two-factor-wrong");
                await tab.FollowAsync("Use a recovery code");
                await LookAsync(tab, "sign-in-recovery-code");
                await tab.FollowAsync("Use your app instead");
                await tab.TypeAsync("Code", phone.NextCode());
                await tab.Page.GetByLabel("Trust this device for 30 days").CheckAsync();
                await tab.PressAsync("Sign in");
                await tab.GoAsync("/account/two-factor");
                await tab.SeesAsync("no code until");
                await LookAsync(tab, "two-factor-trusted");
                await tab.GoAsync("/account");
                await LookAsync(tab, "account-with-two-factor");
            },
            look,
            signedIn: await app.SignInAsync(person));
    }

    [Theory]
    [LookData]
    public async Task The_page_for_whose_role_needs_a_factor_is_accessible(Look look)
    {
        await using var own = await PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "admin", ["Admin:Emails"] = "chief@example.com" });
        await Chromium.VisitAsync(
            own,
            async tab =>
            {
                await tab.GoAsync("/admin");
                await tab.SeesAsync("Your account needs a second factor");
                await LookAsync(tab, "two-factor-required");
            },
            look,
            signedIn: await own.SignInAsync(await own.NewPersonAsync(email: "chief@example.com")));
    }

    [Fact]
    public async Task A_phone_reads_the_picture_in_both_schemes()
    {
        foreach (var look in new[] { Look.Desktop, Look.PhoneDark })
        {
            await Chromium.VisitAsync(
                app,
                async tab =>
                {
                    await tab.GoAsync("/account/two-factor/set-up");
                    var uri = await tab.Page.Locator("a[href^='otpauth:']").GetAttributeAsync("href");
                    var picture = tab.Page.Locator("svg.qr");
                    var code = QrCode.Of(uri!);
                    // What a camera sees: each module's middle is black or white as the code has it, whatever the scheme.
                    await picture.ScrollIntoViewIfNeededAsync();
                    var png = Convert.ToBase64String(await picture.ScreenshotAsync());
                    var seen = await tab.Page.EvaluateAsync<string>(
                        """
                        async ([png, size]) => {
                          const bytes = Uint8Array.from(atob(png), sign => sign.charCodeAt(0));
                          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
                          const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext('2d');
                          context.drawImage(image, 0, 0);
                          const data = context.getImageData(0, 0, image.width, image.height).data, at = part => Math.floor((part + .5) * image.width / size);
                          let seen = '';
                          for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
                            const red = data[4 * (at(y) * image.width + at(x))];
                            seen += red < 60 ? '1' : red > 195 ? '0' : '?';
                          }
                          return seen;
                        }
                        """,
                        new object[] { png, code.Size });
                    Assert.Equal(Modules(code), seen);
                },
                look,
                signedIn: await app.SignInAsync(await app.NewPersonAsync()));
        }
    }

    [Fact]
    public async Task It_all_works_without_scripts()
    {
        var person = await app.NewPersonAsync();
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/two-factor");
                await tab.FollowAsync("Set up an app");
                var phone = await ScanAsync(tab);
                await tab.TypeAsync("Code", phone.Code());
                await tab.PressAsync("Turn on");
                await tab.SeesAsync("Your 10 codes");
                await tab.ScreenshotAsync("two-factor-codes-without-scripts");
                await SignInAsync(tab, person);
                await tab.TypeAsync("Code", phone.NextCode());
                await tab.PressAsync("Sign in");
                await tab.GoAsync("/account/two-factor");
                await tab.SeesAsync("10 of 10 left");
                await tab.PressAsync("Turn off");
                await tab.SeesAsync("Turned off");
            },
            javaScript: false,
            signedIn: await app.SignInAsync(person));
    }

    [Fact]
    public async Task The_file_and_the_copy_button_have_what_the_page_shows()
    {
        await Chromium.VisitAsync(
            app,
            async tab =>
            {
                await tab.GoAsync("/account/two-factor/set-up");
                var phone = await ScanAsync(tab);
                await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Copy Or type this key" }).ClickAsync();
                await tab.SeesAsync("Copied");
                await tab.TypeAsync("Code", phone.Code());
                await tab.PressAsync("Turn on");
                var shown = await tab.Page.Locator("ol.codes code").AllTextContentsAsync();
                var file = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByText("Download as a text file").ClickAsync());
                Assert.Equal("recovery-codes.txt", file.SuggestedFilename);
                using var reader = new StreamReader(await file.CreateReadStreamAsync());
                var text = await reader.ReadToEndAsync();
                Assert.All(shown, code => Assert.Contains(code, text, StringComparison.Ordinal));
                await Assertions.Expect(tab.Page.GetByText("Print", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
                await tab.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
                await Assertions.Expect(tab.Page.GetByText(shown[9])).ToBeVisibleAsync();
                await Assertions.Expect(tab.Page.GetByText("Download as a text file")).ToBeHiddenAsync();
            },
            signedIn: await app.SignInAsync(await app.NewPersonAsync()));
    }

    private static async Task SignInAsync(Tab tab, Person person)
    {
        await tab.PressAsync("Sign out");
        await tab.GoAsync("/sign-in");
        await tab.TypeAsync("Email", person.Email);
        await tab.PressAsync("Continue");
        await tab.TypeAsync("Password", person.Password);
        await tab.PressAsync("Sign in");
    }

    private async Task<Authenticator> ScanAsync(Tab tab)
    {
        var uri = new Uri((await tab.Page.Locator("a[href^='otpauth:']").GetAttributeAsync("href"))!);
        return new Authenticator(app, System.Web.HttpUtility.ParseQueryString(uri.Query)["secret"]!);
    }

    private static string Modules(QrCode code)
    {
        var modules = Enumerable.Repeat('0', code.Size * code.Size).ToArray();
        foreach (System.Text.RegularExpressions.Match run in System.Text.RegularExpressions.Regex.Matches(code.Path, @"M(\d+) (\d+)h(\d+)"))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            Array.Fill(modules, '1', (y * code.Size) + x, length);
        }

        return new string(modules);
    }

    private static int Number(System.Text.RegularExpressions.Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static async Task LookAsync(Tab tab, string name)
    {
        await tab.AssertAccessibleAsync();
        await tab.ScreenshotAsync(name);
    }
}
