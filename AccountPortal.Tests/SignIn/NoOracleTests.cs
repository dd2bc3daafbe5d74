using System.Diagnostics;
using AccountPortal.Tests.Saml;

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

    [Fact]
    public async Task What_the_database_is_asked_tells_nothing()
    {
        var recorder = new StatementRecorder();
        await using var app = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" }, services: recorder.AddTo);
        var (company, elsewhere) = (await TestCompany.StartAsync(app, enforced: true), await TestCompany.StartAsync(app));
        // What is read once for all requests is read before.
        await AskedAsync("first@example.com");

        foreach (var domain in new[] { "example.com", company.Domain, elsewhere.Domain })
        {
            var nobody = await AskedAsync($"nobody@{domain}");
            Assert.NotEmpty(nobody);
            foreach (var (state, set) in States)
            {
                var person = await app.NewPersonAsync(email: $"{state}@{domain}", verified: state != "unverified");
                await app.SqlAsync<long>($"with changed as ({set} returning 1) select count(*) from changed", person.Id);
                var asked = await AskedAsync(person.Email);
                Assert.True(nobody.SequenceEqual(asked), $"{person.Email}: {string.Join("\n\n", asked)}\n\nand where there is nobody: {string.Join("\n\n", nobody)}");
            }
        }

        async Task<IReadOnlyList<string>> AskedAsync(string email)
        {
            await app.NewBrowser().PostJsonAsync("/login", new { email, password = "not the right password" });
            return recorder.Last;
        }
    }

    private static readonly (string State, string Set)[] States =
    [
        ("plain", "update users set time_zone = null where id = $1"),
        ("unverified", "update users set time_zone = null where id = $1"),
        ("locked", "update users set locked_at = now() where id = $1"),
        ("without-password", "update users set password_hash = null where id = $1"),
        ("with-factor", "update users set two_factor_enabled = true where id = $1"),
        ("emergency", "update users set is_break_glass = true where id = $1"),
        ("leaving", "insert into deletion_requests (user_id, requested_at, execute_at, cause) select $1, now(), now() + interval '1 day', 'owner'"),
    ];
}
