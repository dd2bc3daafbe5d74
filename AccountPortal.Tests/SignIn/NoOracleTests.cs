namespace AccountPortal.Tests.SignIn;

/// <summary>Sign-in and sign-up take the same time whether or not the account exists (P9), with the rounds of production.</summary>
[Collection(AloneCollection.Name)]
public class NoOracleTests
{
    private const double Allowed = 1.15;

    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    public async Task ASVS_6_3_8_The_time_tells_nothing(string path)
    {
        await using var app = await PortalApp.StartAsync(new() { ["Passwords:Iterations"] = "210000" });
        var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
        await TryAsync(person.Email);
        await TryAsync(People.New().Email);

        var ratio = await SameTime.RatioAsync(() => TryAsync(People.New().Email), () => TryAsync(person.Email), Allowed);
        Assert.InRange(ratio, 1 / Allowed, Allowed);

        Task TryAsync(string email) => browser.PostJsonAsync(path, new { email, password = "not the right password" });
    }
}
