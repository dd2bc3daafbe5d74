using AccountPortal.Tests.Saml;

namespace AccountPortal.Tests.SignIn;

/// <summary>Who exists, and in which state, is not to be told from how long the database takes either (P9): a refused sign-in asks it the same for everybody.</summary>
public class SameStatementsTests
{
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
}
