using System.Net;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Tests.Admin;

namespace AccountPortal.Tests.Deletion;

/// <summary>Administrators see that an account is to be deleted, and can cancel it with a reason.</summary>
public class AdministratorKeepsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Theory]
    [InlineData(DeletionCause.Owner, "its owner asked")]
    [InlineData(DeletionCause.Administrators, "two administrators agreed")]
    [InlineData(DeletionCause.Inactive, "nobody used it")]
    public async Task The_page_of_the_account_says_when_and_why_and_leads_to_the_act(string cause, string why)
    {
        var (administrator, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        await app.InsertDeletionAsync(person.Id, cause);
        await administrator.GoAsync($"/admin/accounts/{person.Id}");
        Assert.Contains(why, administrator.Page.QuerySelector("main .notice.warn")!.TextContent, StringComparison.Ordinal);
        await administrator.ClickAsync("Cancel the deletion …");
        await administrator.SubmitAsync("Cancel the deletion", new { reason = "private: asked by phone", message = "As you asked." });
        Assert.Contains("The deletion is cancelled", administrator.Notice(), StringComparison.Ordinal);
        Assert.Null(await app.DeletionOfAsync(person.Id));
        Assert.DoesNotContain(administrator.Page.Links, link => link.TextContent.Contains("Cancel the deletion", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_locks_the_account_learns_that_a_lock_does_not_keep_it()
    {
        var (administrator, leaving, staying) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync(), await app.NewPersonAsync());
        await app.InsertDeletionAsync(leaving.Id);
        await administrator.GoAsync($"/admin/accounts/{leaving.Id}/lock");
        Assert.Contains("does not hold up the deletion", administrator.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing is deleted", administrator.Text, StringComparison.Ordinal);
        await administrator.GoAsync($"/admin/accounts/{staying.Id}/lock");
        Assert.Contains("Nothing is deleted", administrator.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_is_told_but_not_why_and_everybody_is_signed_out()
    {
        var (administrator, (person, browser)) = (await app.SignInAdministratorAsync(), await app.NewLeavingAsync());
        var link = await app.KeepLinkAsync(person);
        await administrator.ActAsync($"/admin/accounts/{person.Id}/keep", new { reason = "no" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, administrator.Status);
        Assert.NotNull(await app.DeletionOfAsync(person.Id));
        await administrator.ActAsync($"/admin/accounts/{person.Id}/keep", new { reason = "private: asked by phone", message = "As you asked." });
        Assert.False(await browser.IsSignedInAsync());
        var letter = string.Join('\n', (await app.Mail.LastAsync(person.Email)).Paragraphs);
        Assert.Contains("They wrote: As you asked.", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("private", letter, StringComparison.Ordinal);
        Assert.Equal("private: asked by phone", Assert.Single(await app.EventsOfAsync(person.Id, EventKind.AdminDeletionCancelled)).Detail("reason"));
        await browser.SignInAsync(person);
        await browser.GoAsync("/account/activity");
        Assert.Contains("An administrator kept your account, which was to be deleted", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("private", browser.Text, StringComparison.Ordinal);
        await browser.GoAsync(link);
        Assert.Equal("This is done already", browser.Page.QuerySelector("h1")!.TextContent);
        await administrator.ActAsync($"/admin/accounts/{person.Id}/keep", new { reason = "once more" });
        Assert.Contains("so already", administrator.Notice(), StringComparison.Ordinal);
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.AdminDeletionCancelled));
    }
}
