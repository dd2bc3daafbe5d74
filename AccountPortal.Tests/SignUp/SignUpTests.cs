using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.SignUp;

public class SignUpTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_nobody_is_signed_in()
    {
        var (known, newcomer) = (await app.NewPersonAsync(), People.New());
        var texts = new List<string>();
        foreach (var person in new[] { known, newcomer })
        {
            var json = await app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = person.Password });
            Assert.Equal(HttpStatusCode.Accepted, json.Status);
            Assert.Empty(json.SetCookies);
            var page = app.NewBrowser();
            await page.GoAsync("/sign-up");
            await page.SubmitAsync("Create account", new { email = person.Email, password = person.Password });
            Assert.Null(page.SessionCookie);
            texts.Add((json.Text + page.Page.Body!.TextContent).Replace(person.Email, "", StringComparison.Ordinal));
        }

        Assert.Equal(texts[0], texts[1]);
    }

    [Fact]
    public async Task A_known_address_is_told_by_mail_and_its_password_stays()
    {
        var person = await app.NewPersonAsync();
        await app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = "another sentence altogether" });
        var letter = await app.Mail.LastAsync(person.Email);
        Assert.StartsWith("You already have an account", letter.Subject, StringComparison.Ordinal);
        await app.SignInAsync(person);
    }

    [Fact]
    public async Task An_account_that_gives_way_while_its_holder_signs_out_fails_neither()
    {
        var (person, browser) = await UnprovenAsync();
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("set local session_replication_role = replica");
        await hold.RunAsync(
            """
            insert into ended_sessions (id, key_hash, user_id, created_at, last_active_at, ended_at, reason, ip, device_type, device_name)
            select id, key_hash, user_id, created_at, last_active_at, now(), 'idle', ip, device_type, device_name from device_sessions where user_id = $1
            """,
            person.Id);
        // The sign-out has its session and waits to write down how it ended; the sign-up waits for the session. The account is last for both.
        var signOut = browser.PostJsonAsync("/logout");
        await hold.QueuedAsync(1);
        var signUp = SignUpAsync(person);
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        // A 500 of either fails in the browser.
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Accepted), ((await signOut).Status, (await signUp).Status));
        Assert.False(await app.Db(db => db.Users.AnyAsync(account => account.Id == person.Id)));
    }

    [Fact]
    public async Task An_account_that_gives_way_while_its_holder_asks_for_a_fresh_link_fails_neither()
    {
        var (person, browser) = await UnprovenAsync();
        // A link that the fresh one will end.
        await browser.GoAsync("/verify-email/pending");
        await browser.SubmitAsync("/verify-email/resend");
        await browser.GoAsync("/verify-email/pending");
        browser.FollowsRedirects = false;
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id = $1 for update", person.Id);
        var signUp = SignUpAsync(person);
        await hold.QueuedAsync(1);
        var resend = browser.SubmitAsync("/verify-email/resend");
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        await resend;
        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.Accepted), (browser.Status, (await signUp).Status));
        Assert.False(await app.Db(db => db.Users.AnyAsync(account => account.Id == person.Id)));
    }

    [Theory]
    [InlineData("not an address", "a long enough sentence")]
    [InlineData("", "a long enough sentence")]
    [InlineData("fine@example.com", "short")]
    [InlineData("fine@example.com", "password123")]
    [InlineData("fine@example.com", "")]
    public async Task What_the_rules_refuse_is_422_beside_the_field_with_the_address_kept(string email, string password)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await app.NewBrowser().PostJsonAsync("/signup", new { email, password })).Status);
        var page = app.NewBrowser();
        await page.GoAsync("/sign-up");
        await page.SubmitAsync("Create account", new { email, password });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Equal(email, page.Page.QuerySelector("input[name=email]")!.GetAttribute("value") ?? "");
        Assert.Equal("", page.Page.QuerySelector("input[name=password]")!.GetAttribute("value") ?? "");
        Assert.NotNull(page.Page.QuerySelector("[aria-invalid=true]"));
        Assert.False(await app.Db(db => db.Users.AnyAsync(account => account.Email == email)));
    }

    private async Task<(Person Person, Browser Browser)> UnprovenAsync()
    {
        var person = await app.NewPersonAsync(verified: false);
        return (person, await app.SignInAsync(person));
    }

    private Task<JsonAnswer> SignUpAsync(Person person) => app.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = "an entirely new sentence" });
}
