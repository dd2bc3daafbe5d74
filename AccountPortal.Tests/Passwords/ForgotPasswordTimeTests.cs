using System.Diagnostics;

namespace AccountPortal.Tests.Passwords;

/// <summary>Asking for a reset takes the same time whether or not the account exists (P9).</summary>
[Collection(AloneCollection.Name)]
public class ForgotPasswordTimeTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_after_the_same_time()
    {
        var (known, unknown) = (new List<double>(), new List<double>());
        var browser = app.NewBrowser();
        for (var i = 0; i < 12; i++)
        {
            known.Add(await TimeAsync(browser, (await app.NewPersonAsync()).Email));
            unknown.Add(await TimeAsync(browser, People.New().Email));
        }

        Assert.InRange(Median(known) - Median(unknown), -15, 15);

        static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<double> TimeAsync(Browser browser, string email)
    {
        await browser.GoAsync("/forgot-password");
        browser.FollowsRedirects = false;
        var started = Stopwatch.GetTimestamp();
        await browser.SubmitAsync("Send me a link", new { email });
        browser.FollowsRedirects = true;
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
