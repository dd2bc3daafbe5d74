using System.Net;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Mail;

/// <summary>The mailbox at /dev/mail.</summary>
public class DevelopmentMailboxTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task It_shows_each_mail_whole_and_its_link_works()
    {
        var (person, browser) = (People.New(), app.NewBrowser());
        await browser.PostJsonAsync("/signup", new { email = person.Email, password = person.Password });
        var link = await app.Mail.LastLinkAsync(person.Email, "/verify-email");
        await browser.GoAsync("/dev/mail");
        await browser.GoAsync("/dev/mail?to=" + Uri.EscapeDataString(person.Email));
        var row = Assert.Single(browser.Page.QuerySelectorAll(".row"));
        Assert.Contains(person.Email, row.TextContent, StringComparison.Ordinal);
        await browser.ClickAsync(row.QuerySelector(".name a")!.TextContent.Trim());
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains(person.Email, browser.Text, StringComparison.Ordinal);
        await browser.ClickAsync(link);
        Assert.Equal("/verify-email", browser.Path);
    }

    [Fact]
    public async Task It_keeps_mails_that_count_as_sent_over_a_restart()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        var letter = Posts.NewLetter();
        await using (var first = await PortalApp.StartAsync(database: database))
        {
            await first.SentAsync(await first.PostAsync(letter));
        }

        await using var second = await PortalApp.StartAsync(database: database);
        Assert.Contains(letter.Button!.Url, (await ListAsync(second, letter.To)).Text, StringComparison.Ordinal);
        await second.SentAsync(await second.PostAsync(Posts.NewLetter()));
        Assert.Contains(letter.Button!.Url, (await ListAsync(second, letter.To)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_filters_by_the_whole_address_and_tells_the_newest_first()
    {
        var (first, second, other) = (Posts.NewLetter("a_b+c%@example.com", "First"), Posts.NewLetter("a_b+c%@example.com", "Second"), Posts.NewLetter("axb+cd@example.com"));
        foreach (var letter in new[] { first, second, other })
        {
            await app.PostAsync(letter);
        }

        foreach (var to in new[] { Uri.EscapeDataString(first.To), "A_B%2bC%25@EXAMPLE.com", "a_b+c%25@example.com" })
        {
            var list = await ListAsync(app, to, isEscaped: true);
            var mails = System.Text.Json.JsonDocument.Parse(list.Text).RootElement.EnumerateArray().ToList();
            Assert.Equal(["Second", "First"], mails.Select(mail => mail.GetProperty("subject").GetString()));
            Assert.Equal(first.Button!.Url, mails[0].GetProperty("links")[0].GetString());
            Assert.Contains(first.Button.Url, mails[0].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Contains(first.Button.Url, mails[0].GetProperty("html").GetString(), StringComparison.Ordinal);
            Assert.Equal(first.To, mails[0].GetProperty("to").GetString());
        }

        Assert.Equal("[]", (await ListAsync(app, "%")).Text);
        Assert.Equal("[]", (await ListAsync(app, "nobody@example.com")).Text);
    }

    [Fact]
    public async Task The_html_part_has_a_policy_of_its_own_under_which_nothing_runs_or_loads()
    {
        var id = await app.PostAsync(Posts.NewLetter());
        var browser = app.NewBrowser();
        await browser.GoAsync($"/dev/mail/{id}");
        var frame = browser.Page.QuerySelector("iframe")!;
        Assert.Equal(("allow-top-navigation-by-user-activation", $"/dev/mail/{id}/html"), (frame.GetAttribute("sandbox"), frame.GetAttribute("src")));
        Assert.Contains("default-src 'self'", Policy(browser), StringComparison.Ordinal);
        await browser.GoAsync($"/dev/mail/{id}/html");
        var directives = Policy(browser).Split("; ");
        Assert.Contains("default-src 'none'", directives);
        Assert.Contains("frame-ancestors 'self'", directives);
        Assert.Contains("sandbox allow-top-navigation-by-user-activation", directives);
        Assert.DoesNotContain(directives, directive => directive.StartsWith("script-src", StringComparison.Ordinal));
        Assert.Equal("SAMEORIGIN", Assert.Single(browser.Response.Headers.GetValues("X-Frame-Options")));
        Assert.Contains("Welcome.", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_subject_or_name_is_text_on_every_page()
    {
        const string Hostile = "</h1><script>alert(1)</script><img src=x onerror=alert(1)>";
        var letter = Posts.NewLetter(subject: Hostile) with { Paragraphs = [Hostile, "https://portal.example/\"onclick=\"alert(1)", "javascript:alert(1)"] };
        var id = await app.PostAsync(letter);
        var browser = app.NewBrowser();
        foreach (var path in new[] { $"/dev/mail?to={letter.To}", $"/dev/mail/{id}", $"/dev/mail/{id}/html" })
        {
            await browser.GoAsync(path);
            Assert.Equal(HttpStatusCode.OK, browser.Status);
            Assert.Empty(browser.Page.QuerySelectorAll("script:not([src]), script[src*='evil'], img, [onerror], [onclick], a[href^=javascript]"));
            Assert.Contains(Hostile, browser.Page.DocumentElement.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_unknown_mail_and_one_that_is_wiped_are_404()
    {
        var id = await app.PostAsync(Posts.NewLetter());
        await app.SentAsync(id);
        await app.Db(db => db.OutboxEmails.Where(mail => mail.Id == id).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.ProtectedBody, (byte[]?)null)));
        var browser = app.NewBrowser();
        foreach (var path in new[] { $"/dev/mail/{id}", $"/dev/mail/{id}/html", $"/dev/mail/{Guid.Empty}", "/dev/mail/1" })
        {
            await browser.GoAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }
    }

    [Fact]
    public async Task In_production_it_does_not_exist()
    {
        await using var production = await PortalApp.StartAsync(environment: "Production", services: Posts.WithoutDispatcher);
        var id = await production.PostAsync(Posts.NewLetter());
        var browser = production.NewBrowser();
        foreach (var path in new[] { "/dev/mail", $"/dev/mail/{id}", $"/dev/mail/{id}/html" })
        {
            await browser.GoAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, browser.Status);
        }

        // A path that looks like a file's is answered as any such path that does not exist.
        var (mails, nothing) = (await browser.GetJsonAsync("/dev/mail.json"), await browser.GetJsonAsync("/dev/nothing.json"));
        Assert.False(mails.Response.IsSuccessStatusCode);
        Assert.Equal(nothing.Status, mails.Status);
    }

    [Fact]
    public async Task Letters_that_a_mailbox_kept_are_wiped_where_a_server_takes_the_mails()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        Guid id;
        await using (var development = await PortalApp.StartAsync(database: database))
        {
            id = await development.PostAsync(Posts.NewLetter());
            await development.SentAsync(id);
        }

        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), database: database);
        await app.RowAsync(id, "the letter is wiped", row => row.ProtectedBody is null);
    }

    private static Task<JsonAnswer> ListAsync(PortalApp app, string to, bool isEscaped = false) =>
        app.NewBrowser().GetJsonAsync("/dev/mail.json?to=" + (isEscaped ? to : Uri.EscapeDataString(to)));

    private static string Policy(Browser browser) => Assert.Single(browser.Response.Headers.GetValues("Content-Security-Policy"));
}
