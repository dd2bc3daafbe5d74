using System.Diagnostics;

namespace AccountPortal.Tests.SignIn;

/// <summary>Sign-in and sign-up take the same time whether or not the account exists (P9).</summary>
[Collection(Timed.Name)]
public class NoOracleTests
{
    private const int Tries = 25;

    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    public async Task The_time_tells_nothing(string path)
    {
        await using var app = await PortalApp.StartAsync(new() { ["Passwords:Iterations"] = "30000" });
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        var (known, unknown) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Tries; i++)
        {
            // In turns, so that what else the machine does hits both alike.
            known.Add(await TimeAsync(browser, path, person.Email));
            unknown.Add(await TimeAsync(browser, path, $"nobody{i}@example.com"));
        }

        var (one, other) = (Median(known), Median(unknown));
        Assert.InRange(one / other, 0.8, 1.25);
    }

    private static async Task<TimeSpan> TimeAsync(Browser browser, string path, string email)
    {
        var started = Stopwatch.GetTimestamp();
        await browser.PostJsonAsync(path, new { email, password = "not the right password" });
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
