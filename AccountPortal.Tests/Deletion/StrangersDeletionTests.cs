using System.Net;
using AccountPortal.EmailVerification;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>A stranger with the account in their hands asks for its deletion: every way by which the owner throws them out keeps the account, too.</summary>
public class StrangersDeletionTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string NotMe = "This wasn't me: sign out everywhere";

    [Fact]
    public async Task The_mail_about_the_deletion_throws_the_stranger_out_as_well()
    {
        var (person, thief) = await app.NewLeavingAsync();
        var text = (await app.Mail.LastAsync(person.Email)).Paragraphs.Single(paragraph => paragraph.Contains("/not-me?token=", StringComparison.Ordinal));
        var owner = app.NewBrowser();
        await owner.GoAsync(new Uri(text.Split(' ').Single(word => word.Contains("/not-me?token=", StringComparison.Ordinal))).PathAndQuery);
        await owner.SubmitAsync(NotMe);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.False(await thief.IsSignedInAsync());
        Assert.Equal("not-me", Assert.Single(await app.EventsOfAsync(person.Id, "deletion-cancelled")).Detail("by"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        await app.Mail.LastLinkAsync(person.Email, "/reset-password");
        var link = await app.KeepLinkAsync(person);
        await owner.GoAsync(link);
        Assert.Equal("This is done already", owner.Page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task It_does_so_also_when_the_session_is_long_forgotten()
    {
        var (person, _) = await app.NewLeavingAsync();
        var session = await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Id).SingleAsync());
        var signedInAt = (await app.EventsOfAsync(person.Id, "sign-in"))[0].At;
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        app.Clock.Advance(TimeSpan.FromDays(2));
        var (browser, link) = (app.NewBrowser(), await NotMeLinkAsync(person, session));
        await browser.GoAsync(link);
        await browser.SubmitAsync(NotMe);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        // Nor is it forgotten how long the stranger was at the account: passkeys from before the request are theirs, too.
        Assert.Equal(signedInAt, await app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.ReviewSince).SingleAsync()));
    }

    [Fact]
    public async Task An_alert_about_a_sign_in_undoes_what_was_asked_since_and_not_what_the_owner_asked_before()
    {
        var (theirs, _) = await app.NewLeavingAsync();
        var (own, _) = await app.NewLeavingAsync();
        var since = await app.Db(db => db.Sessions.Where(row => row.UserId == theirs.Id).Select(row => row.Id).SingleAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.SignInAsync(own, userAgent: UserAgents.FirefoxOnUbuntu);
        var later = await app.Db(db => db.Sessions.Where(row => row.UserId == own.Id).OrderByDescending(row => row.CreatedAt).Select(row => row.Id).FirstAsync());
        foreach (var (person, session) in new[] { (theirs, since), (own, later) })
        {
            var browser = app.NewBrowser();
            await browser.GoAsync(await NotMeLinkAsync(person, session));
            await browser.SubmitAsync(NotMe);
            Assert.Contains("Nobody is signed in any more", browser.Text, StringComparison.Ordinal);
        }

        Assert.Null(await app.DeletionOfAsync(theirs.Id));
        Assert.NotNull(await app.DeletionOfAsync(own.Id));
    }

    [Fact]
    public async Task Taking_a_change_of_address_back_keeps_the_account_and_tells_the_right_mailbox()
    {
        var (person, his) = (await app.NewPersonAsync(), People.New().Email);
        // The stranger moves the address, then asks for the deletion: all mails about it go to him.
        var token = await app.With(async (IServiceProvider services) =>
        {
            var db = (AccountPortal.Data.PortalDbContext)services.GetService(typeof(AccountPortal.Data.PortalDbContext))!;
            var tokens = (EmailTokens)services.GetService(typeof(EmailTokens))!;
            var undo = tokens.Add(person.Id, person.Email, TimeSpan.FromDays(7), TokenPurpose.UndoEmailChange);
            Assert.True(AccountPortal.Accounts.EmailAddress.TryParse(his, out var address));
            (await db.Users.SingleAsync(row => row.Id == person.Id)).SetProvenEmail(address);
            await db.SaveChangesAsync();
            return undo;
        });
        await (await app.SignInAsync(person with { Email = his })).AskDeletionAsync(person with { Email = his });
        var owner = app.NewBrowser();
        await owner.GoAsync($"/undo-email-change?token={token}");
        await owner.SubmitAsync("Undo the change and sign out everywhere");
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.EndsWith("is kept", Assert.Single(await app.DeletionMailsAsync(person)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_by_mail_works_and_cancels_nothing()
    {
        var (person, thief) = await app.NewLeavingAsync();
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        Assert.False(await thief.IsSignedInAsync());
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
        await browser.SignInAsync(person with { Password = "an entirely new sentence" });
        await browser.GoAsync("/account");
        await browser.SubmitAsync("Keep my account");
        Assert.Null(await app.DeletionOfAsync(person.Id));
    }

    private Task<string> NotMeLinkAsync(Person person, Guid session) => app.With(async (IServiceProvider services) =>
    {
        var token = ((EmailTokens)services.GetService(typeof(EmailTokens))!).Add(person.Id, person.Email, TimeSpan.FromDays(7), TokenPurpose.NotMe, session);
        await ((AccountPortal.Data.PortalDbContext)services.GetService(typeof(AccountPortal.Data.PortalDbContext))!).SaveChangesAsync();
        return $"/not-me?token={token}";
    });
}
