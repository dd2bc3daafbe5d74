using System.Diagnostics;

namespace AccountPortal.Tests.SignIn;

/// <summary>Sign-in and sign-up take the same time whether or not the account exists (P9), with the rounds of production.</summary>
[Collection(AloneCollection.Name)]
public class NoOracleTests
{
    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    public async Task ASVS_6_3_8_The_time_tells_nothing(string path)
    {
        await using var app = await PortalApp.StartAsync(new() { ["Passwords:Iterations"] = "210000" });
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        var (known, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        // The machine does other things too: the shortest of many tries counts, and of the more the closer.
        for (var i = 0; i < 10 || (i < 60 && !AreAlike()); i++)
        {
            known = await ShorterAsync(known, person.Email);
            unknown = await ShorterAsync(unknown, $"nobody{i}@example.com");
        }

        Assert.True(AreAlike(), $"{path}: {known} for a known address, {unknown} for an unknown one.");

        bool AreAlike() => Math.Abs(Math.Log(known / unknown)) < Math.Log(1.15);

        async Task<TimeSpan> ShorterAsync(TimeSpan before, string email)
        {
            var started = Stopwatch.GetTimestamp();
            await browser.PostJsonAsync(path, new { email, password = "not the right password" });
            return Stopwatch.GetElapsedTime(started) is var took && took < before ? took : before;
        }
    }
}
