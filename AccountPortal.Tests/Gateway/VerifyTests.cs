using System.Net;
using AccountPortal.Gateway;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Sessions.Cache;
using AccountPortal.Tests.StepUp;

namespace AccountPortal.Tests.Gateway;

/// <summary><c>GET /session/verify</c>, as a gateway asks it.</summary>
public class VerifyTests(CachedPortal portal) : IClassFixture<CachedPortal>
{
    [Fact]
    public async Task It_says_who_it_is_without_reading_or_writing_anything()
    {
        var (person, browser) = await portal.KnownAsync();
        var current = (await browser.GetJsonAsync("/me/sessions")).Body[0];
        var before = portal.Reads.Count;
        var answer = await browser.GetJsonAsync("/session/verify");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal($"{{\"id\":\"{person.Id}\"}}", answer.Text);
        Assert.Equal(person.Id.ToString(), Header(answer, SessionIdentity.AccountId));
        Assert.Equal(person.Email, Header(answer, SessionIdentity.Email));
        Assert.Equal("true", Header(answer, SessionIdentity.EmailVerified));
        Assert.Equal("", Header(answer, SessionIdentity.Roles));
        Assert.Equal(current.GetProperty("id").GetString(), Header(answer, SessionIdentity.SessionId));
        Assert.Equal(current.GetProperty("createdAt").GetDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null), Header(answer, SessionIdentity.ConfirmedAt));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify?requireVerified=true&maxAge=600")).Status);
        Assert.Equal(before, portal.Reads.Count);
        Assert.Empty(answer.SetCookies);
        Assert.Contains("no-store", answer.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changes_is_told_at_the_next_request_on_every_node()
    {
        var (person, browser) = await portal.KnownAsync();
        await using var other = await PortalApp.StartAsync(database: portal.App.Database);
        var there = new Browser(other) { Address = browser.Address, SessionCookie = browser.SessionCookie };
        Task<JsonAnswer>[] AskBoth(string query = "") => [browser.GetJsonAsync("/session/verify" + query), there.GetJsonAsync("/session/verify" + query)];
        async Task AllAsync(string what, Func<JsonAnswer, bool> isSo, string query = "") => await Eventually.IsTrueAsync(what, async () => (await Task.WhenAll(AskBoth(query))).All(isSo));
        await AllAsync("both nodes know the session", answer => Header(answer, SessionIdentity.Email) == person.Email);

        await portal.PsqlAsync("update users set email = 'o''neil%20&co@example.com', email_verified = true where id = $1", person.Id);
        await AllAsync("a new address is told, as a header may say it", answer => Header(answer, SessionIdentity.Email) == "o'neil%2520&co@example.com");
        await GiveRoleAsync(person, "Redaktion, Süd");
        await AllAsync("a role is told, as a header may say it", answer => Header(answer, SessionIdentity.Roles) == "Redaktion%2C%20S%C3%BCd");
        await GiveRoleAsync(person, "editor");
        await AllAsync("and a second one", answer => Header(answer, SessionIdentity.Roles) == "Redaktion%2C%20S%C3%BCd,editor");
        await AllAsync("which lets in", answer => answer.Status == HttpStatusCode.OK, "?role=author,editor");
        await portal.PsqlAsync("delete from user_roles where user_id = $1", person.Id);
        await AllAsync("until it is taken away", answer => answer.Problem == "role-required", "?role=author,editor");
        await portal.PsqlAsync("update users set email_verified = false where id = $1", person.Id);
        await AllAsync("an address that is not proven any more is not told", answer => answer.Status == HttpStatusCode.OK && Header(answer, SessionIdentity.Email) == "" && Header(answer, SessionIdentity.EmailVerified) == "false");
        await portal.PsqlAsync("update device_sessions set stepped_up_at = stepped_up_at - interval '1 hour' where user_id = $1", person.Id);
        await AllAsync("an old confirmation is one", answer => answer.Problem == "step-up-required", "?maxAge=600");
        await portal.PsqlAsync("insert into deletion_requests (user_id, requested_at, execute_at) values ($1, now(), now() + interval '30 days')", person.Id);
        await AllAsync("an account that will be deleted is kept out", answer => answer.Problem == "deletion-pending");
        await portal.PsqlAsync("delete from deletion_requests where user_id = $1", person.Id);
        await AllAsync("and let in again", answer => answer.Status == HttpStatusCode.OK);
        await portal.PsqlAsync("update device_sessions set confirm_since = now() where user_id = $1", person.Id);
        await AllAsync("a session that has to be confirmed is kept out", answer => answer.Problem == "step-up-required");
        await portal.PsqlAsync("delete from device_sessions where user_id = $1", person.Id);
        await AllAsync("and a revoked one", answer => answer.Status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_role_that_needs_a_second_factor_is_kept_out_until_there_is_one()
    {
        await using var app = await PortalApp.StartAsync(new() { ["TwoFactor:RequiredForRoles"] = "admin" });
        var answer = await (await app.SignInAdministratorAsync()).GetJsonAsync("/session/verify");
        Assert.Equal((HttpStatusCode.Forbidden, "second-factor-required"), (answer.Status, answer.Problem));
        Assert.False(answer.Response.Headers.Contains(SessionIdentity.AccountId));
    }

    [Fact]
    public async Task Each_demand_is_kept_on_both_sides_of_its_boundary()
    {
        var (person, browser) = await portal.KnownAsync();
        portal.App.Clock.Stop();
        await portal.PsqlAsync("update device_sessions set stepped_up_at = $2 where user_id = $1", person.Id, portal.App.Clock.GetUtcNow().UtcDateTime);
        await portal.App.SettleAsync();
        portal.App.Clock.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify?maxAge=300")).Status);
        portal.App.Clock.Advance(TimeSpan.FromSeconds(1));
        var stale = await browser.GetJsonAsync("/session/verify?maxAge=300");
        Assert.Equal((HttpStatusCode.Forbidden, "step-up-required", 300), (stale.Status, stale.Problem, stale["maxAge"].GetInt32()));
        Assert.Contains("max_age=\"300\"", stale.Response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("/step-up?for=go%20on", stale["stepUpUrl"].GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify")).Status);

        await GiveRoleAsync(person, "writer");
        await portal.App.SettleAsync();
        foreach (var (query, isLetIn) in new[]
        {
            ("?role=writer", true), ("?role=reader", false), ("?role=reader,writer", true), ("?role=reader&role=writer", false), ("?role=writer&role=reader,writer", true), ("?role=Writer", false),
        })
        {
            var answer = await browser.GetJsonAsync("/session/verify" + query);
            Assert.True(isLetIn ? answer.Status == HttpStatusCode.OK : answer is { Status: HttpStatusCode.Forbidden, Problem: "role-required" }, $"{query}: {answer.Text}");
        }

        var unverified = await portal.App.SignInAsync(await portal.App.NewPersonAsync(verified: false));
        Assert.Equal(HttpStatusCode.OK, (await unverified.GetJsonAsync("/session/verify")).Status);
        Assert.Equal(HttpStatusCode.OK, (await unverified.GetJsonAsync("/session/verify?requireVerified=false")).Status);
        Assert.Equal("email-not-verified", (await unverified.GetJsonAsync("/session/verify?requireVerified=true")).Problem);
    }

    [Theory]
    [InlineData("?requireVerifed=true")]
    [InlineData("?requireVerified=yes")]
    [InlineData("?requireVerified=false&requireVerified=true")]
    [InlineData("?maxAge=")]
    [InlineData("?maxAge=0")]
    [InlineData("?maxAge=-5")]
    [InlineData("?maxAge=10m")]
    [InlineData("?maxAge=99999999999")]
    [InlineData("?role=")]
    [InlineData("?role=editor,")]
    [InlineData("?redirect=perhaps")]
    public async Task A_mistyped_demand_lets_nobody_in(string query)
    {
        var browser = await portal.App.SignInAsync(await portal.App.NewPersonAsync());
        foreach (var visitor in new[] { browser, portal.App.NewBrowser() })
        {
            var answer = await visitor.GetJsonAsync("/session/verify" + query);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.False(answer.Response.Headers.Contains(SessionIdentity.AccountId));
        }
    }

    [Fact]
    public async Task A_stale_session_is_told_by_a_program_where_to_confirm()
    {
        var (browser, person) = await StaleSessions.NewAsync(portal.App);
        Assert.Equal("step-up-required", (await browser.GetJsonAsync("/session/verify?maxAge=60")).Problem);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify?maxAge=60")).Status);
    }

    private static string? Header(JsonAnswer answer, string name) => answer.Response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private async Task GiveRoleAsync(Person person, string role)
    {
        await portal.PsqlAsync("insert into roles (id, name, normalized_name) values (gen_random_uuid(), $1, upper($1)) on conflict do nothing", role);
        await portal.PsqlAsync("insert into user_roles (user_id, role_id) select $1, id from roles where name = $2", person.Id, role);
    }
}
