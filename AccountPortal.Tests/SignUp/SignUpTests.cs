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
}
