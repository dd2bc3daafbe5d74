using System.Net;
using AccountPortal.Admin;
using AccountPortal.Mail;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Admin;

/// <summary>The outbox as administrators see and mend it: never a letter, never a link.</summary>
public class AdminMailTests : IAsyncLifetime
{
    private SmtpServer server = null!;
    private PortalApp app = null!;
    private bool isUp;

    public async Task InitializeAsync()
    {
        server = SmtpServer.Start(command => !isUp && command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 later" : null);
        app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        app.Clock.Stop();
    }

    [Fact]
    public async Task What_waits_is_shown_with_why_and_without_its_letter_and_can_be_tried_again()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var id = await app.PostAsync(Posts.NewLetter(person.Email, "About your account"));
        await app.DeliverAsync();
        await browser.GoAsync("/admin/mail");
        foreach (var part in new[] { "About your account", person.Email, "tried once", "SMTP 450" })
        {
            Assert.Contains(part, browser.Page.QuerySelector(".row")!.TextContent, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("0123456789abcdef", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Welcome.", browser.Text, StringComparison.Ordinal);

        isUp = true;
        Assert.Equal(0, await app.DeliverAsync());
        await browser.SubmitAsync($"/admin/mail/{id}/retry");
        Assert.Equal("It is tried again now.", browser.Notice());
        Assert.Equal(1, await app.DeliverAsync());
        Assert.NotNull((await app.RowAsync(id)).SentAt);
        Assert.Equal(id.ToString(), Assert.Single(await app.EventsOfAsync(person.Id, "admin-mail-retried")).Detail("mail"));
        await browser.GoAsync("/admin/mail?state=sent");
        Assert.Contains("About your account", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_that_is_given_up_is_wiped_and_cannot_come_back()
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        var id = await app.PostAsync(Posts.NewLetter(person.Email));
        await app.DeliverAsync();
        await browser.GoAsync("/admin/mail");
        var second = browser.Copy();
        await second.GoAsync("/admin/mail");
        await browser.ClickAsync($"Give up … the mail to {person.Email}");
        await browser.SubmitAsync("Give up", new { reason = "the mailbox is closed" });
        Assert.Equal("It is given up, and its letter is wiped.", browser.Notice());
        var row = await app.RowAsync(id);
        Assert.Equal((app.Clock.GetUtcNow(), null, "an administrator gave it up"), (row.FailedAt, row.ProtectedBody, row.LastError));
        Assert.Equal("the mailbox is closed", Assert.Single(await app.EventsOfAsync(person.Id, "admin-mail-given-up")).Detail("reason"));

        await second.SubmitAsync($"/admin/mail/{id}/retry");
        Assert.StartsWith("It can't be sent again", second.Notice(), StringComparison.Ordinal);
        await second.GoAsync("/admin/mail?state=failed");
        Assert.Null(second.Page.QuerySelector("main form"));
        Assert.Contains("its letter was wiped", second.Page.QuerySelector(".row")!.TextContent, StringComparison.Ordinal);
        await browser.ActAsync($"/admin/mail/{id}/give-up", new { reason = "once more" });
        Assert.Equal("It was sent or given up meanwhile.", browser.Notice());
        app.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await app.DeliverAsync());
    }

    [Fact]
    public async Task A_failed_try_that_was_under_way_does_not_bring_a_given_up_mail_back()
    {
        var browser = await app.SignInAdministratorAsync();
        var id = await app.PostAsync(Posts.NewLetter());
        var queue = app.Services.GetRequiredService<OutboxQueue>();
        var claimed = Assert.Single(await queue.ClaimAsync(default));
        await browser.ActAsync($"/admin/mail/{id}/give-up", new { reason = "as a test" });
        await queue.RecordAsync(claimed, Delivery.Postponed("SMTP 450"), false);
        Assert.NotNull((await app.RowAsync(id)).FailedAt);
    }

    [Fact]
    public async Task The_receipt_of_an_account_that_is_gone_is_not_kept_when_it_is_given_up()
    {
        var browser = await app.SignInAdministratorAsync();
        var id = await app.PostAsync(Posts.NewLetter() with { IsForgotten = true });
        await browser.ActAsync($"/admin/mail/{id}/give-up", new { reason = "as a test" });
        Assert.Equal("It is given up, and its letter is wiped.", browser.Notice());
        Assert.False(await app.Db(db => db.OutboxEmails.AnyAsync(row => row.Id == id)));
    }

    [Fact]
    public async Task A_mail_that_is_on_its_way_for_the_first_time_is_not_sent_twice()
    {
        var browser = await app.SignInAdministratorAsync();
        var id = await app.PostAsync(Posts.NewLetter());
        await app.Services.GetRequiredService<OutboxQueue>().ClaimAsync(default);
        await browser.GoAsync("/admin/mail");
        Assert.Null(browser.Page.QuerySelector("main form"));
        await PostAsync(browser, $"/admin/mail/{id}/retry");
        Assert.Equal("It is on its way already.", browser.Notice());
        Assert.Equal(0, await app.DeliverAsync());
    }

    [Fact]
    public async Task A_mail_that_was_sent_is_not_sent_again_and_one_that_is_not_there_is_404()
    {
        isUp = true;
        var browser = await app.SignInAdministratorAsync();
        var id = await app.PostAsync(Posts.NewLetter());
        await app.DeliverAsync();
        await PostAsync(browser, $"/admin/mail/{id}/retry");
        Assert.Equal("It was sent or given up meanwhile.", browser.Notice());
        Assert.Equal(0, await app.DeliverAsync());
        await PostAsync(browser, $"/admin/mail/{Guid.CreateVersion7()}/retry");
        Assert.Equal(HttpStatusCode.NotFound, browser.Status);
    }

    [Fact]
    public async Task Giving_up_wants_a_reason()
    {
        var browser = await app.SignInAdministratorAsync();
        var id = await app.PostAsync(Posts.NewLetter());
        await browser.ActAsync($"/admin/mail/{id}/give-up", new { reason = "no" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Null((await app.RowAsync(id)).FailedAt);
    }

    [Fact]
    public async Task Pages_lead_through_all_of_them()
    {
        var browser = await app.SignInAdministratorAsync();
        for (var i = 0; i < MailQuery.PageSize + 2; i++)
        {
            await app.PostAsync(Posts.NewLetter(subject: $"Number {i}"));
            app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await browser.GoAsync("/admin/mail");
        Assert.Equal(MailQuery.PageSize, browser.Page.QuerySelectorAll(".row").Length);
        await browser.ClickAsync("Older");
        Assert.Equal(["Number 1", "Number 0"], browser.Page.QuerySelectorAll(".row .name").Select(name => name.TextContent.Trim()));
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    private static async Task PostAsync(Browser browser, string path)
    {
        await browser.GoAsync("/admin");
        await browser.PostFormAsync(path, new { csrf = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value")! });
    }
}
