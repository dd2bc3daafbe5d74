using System.Net;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>Two administrators together erase an account at once; one alone never does.</summary>
public class ImmediateDeletionTests(ErasurePortal portal) : IClassFixture<ErasurePortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task One_asks_another_agrees_and_the_owner_learns_of_it_when_it_is_done()
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.SignInAdministratorAsync());
        var owner = await App.SignInAsync(person);
        await one.GoAsync($"/admin/accounts/{person.Id}");
        await one.ClickAsync("Delete at once …");
        await one.SubmitAsync("Ask for it to be deleted", new { reason = "sends spam", confirmation = "somebody else" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, one.Status);
        await one.SubmitAsync("Ask for it to be deleted", new { reason = "sends spam", confirmation = person.Email });
        Assert.Contains("Another administrator has to agree", one.Notice(), StringComparison.Ordinal);
        await owner.GoAsync("/account/activity");
        Assert.DoesNotContain("deleted", owner.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(await App.Mail.ToAsync(person.Email));

        await two.GoAsync("/admin");
        await two.ClickAsync("Decide");
        Assert.Contains("sends spam", Row(two, person)!.TextContent, StringComparison.Ordinal);
        await two.ActAsync($"/admin/accounts/{person.Id}/delete/agree", new { reason = "saw it too", confirmation = person.Email });
        Assert.Contains("is being deleted", two.Notice(), StringComparison.Ordinal);
        var request = await App.Db(db => db.DeletionRequests.SingleAsync(row => row.UserId == person.Id));
        Assert.Equal((DeletionCause.Administrators, App.Clock.GetUtcNow()), (request.Cause, request.ExecuteAt));
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
        Assert.Contains("The administrators", Assert.Single(await App.Mail.ToAsync(person.Email)).Paragraphs[0], StringComparison.Ordinal);
        Assert.Empty(await DatabaseSearch.FindAsync(App, person.Id));
    }

    [Fact]
    public async Task Who_asked_does_not_agree_also_not_past_the_page()
    {
        var (person, one) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync());
        await AskAsync(one, person);
        await one.GoAsync("/admin/deletions?state=asked");
        Assert.DoesNotContain("Agree", Row(one, person)!.TextContent, StringComparison.Ordinal);
        await AgreeAsync(one, person);
        Assert.Contains("another administrator has to agree", one.Notice(), StringComparison.Ordinal);
        Assert.Equal(0, await App.Db(db => db.DeletionRequests.CountAsync(row => row.UserId == person.Id)));
        Assert.Equal(1, await App.Db(db => db.ImmediateDeletions.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task Of_ten_who_agree_at_once_one_does()
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.NewAdministratorAsync());
        await AskAsync(one, person);
        var browser = await App.SignInAsync(two);
        await browser.GoAsync($"/admin/accounts/{person.Id}/delete/agree");
        var tabs = Enumerable.Range(0, 10).Select(_ => browser.Copy()).ToList();
        await Task.WhenAll(tabs.Select(tab => tab.GoAsync($"/admin/accounts/{person.Id}/delete/agree")));
        await Race.RunAsync(10, async number =>
        {
            await tabs[number].SubmitAsync("Delete the account now", new { reason = "agreed", confirmation = person.Email });
            return tabs[number].Notice();
        });
        Assert.Single(tabs, tab => tab.Notice()!.Contains("is being deleted", StringComparison.Ordinal));
        Assert.Single(await App.EventsOfAsync(two.Id, EventKind.ErasureAgreed));
    }

    [Fact]
    public async Task No_is_no_and_has_its_reason()
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.NewAdministratorAsync(), await App.NewAdministratorAsync());
        await AskAsync(await App.SignInAsync(one), person);
        var browser = await App.SignInAsync(two);
        await browser.ActAsync($"/admin/accounts/{person.Id}/delete/decline", new { reason = "it is only a newsletter" });
        Assert.Equal(0, await App.Db(db => db.ImmediateDeletions.CountAsync(row => row.UserId == person.Id)));
        var happened = Assert.Single(await App.EventsOfAsync(two.Id, EventKind.ErasureDeclined));
        Assert.Equal((person.Id.ToString(), "it is only a newsletter"), (happened.Detail(SecurityEvent.AboutDetail), happened.Detail("reason")));
        await AgreeAsync(browser, person);
        Assert.Equal(0, await App.Db(db => db.DeletionRequests.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task It_is_neither_for_oneself_nor_decided_by_whom_it_is_about_who_does_not_see_it()
    {
        var (one, two) = (await App.NewAdministratorAsync(), await App.NewAdministratorAsync());
        var (asking, about) = (await App.SignInAsync(one), await App.SignInAsync(two));
        await asking.ActAsync($"/admin/accounts/{one.Id}/delete", new { reason = "tired of it", confirmation = one.Email });
        Assert.Contains("your own account", asking.Notice(), StringComparison.Ordinal);
        await AskAsync(asking, two);
        await about.GoAsync("/admin/deletions?state=asked");
        Assert.Null(Row(about, two));
        await about.GoAsync($"/admin/accounts/{two.Id}");
        Assert.DoesNotContain("at once", about.Page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await about.ActAsync($"/admin/accounts/{two.Id}/delete/decline", new { reason = "I would rather stay" });
        Assert.Contains("your own account", about.Notice(), StringComparison.Ordinal);
        await AgreeAsync(about, two);
        Assert.Contains("your own account", about.Notice(), StringComparison.Ordinal);
        Assert.Equal(1, await App.Db(db => db.ImmediateDeletions.CountAsync(row => row.UserId == two.Id)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_no_administrator_any_more_or_locked_has_not_asked(bool isLocked)
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.NewAdministratorAsync(), await App.SignInAdministratorAsync());
        await AskAsync(await App.SignInAsync(one), person);
        await (isLocked ? two.ActAsync($"/admin/accounts/{one.Id}/lock", new { reason = "went astray" }) : App.RevokeAsync(one.Email));
        await two.GoAsync("/admin/deletions?state=asked");
        Assert.Null(Row(two, person));
        await AgreeAsync(two, person);
        Assert.Contains("Nothing was left to do", two.Notice(), StringComparison.Ordinal);
        Assert.Equal(0, await App.Db(db => db.DeletionRequests.CountAsync(row => row.UserId == person.Id)));
        // Another can ask anew.
        await AskAsync(two, person);
        Assert.NotEqual(one.Id, await App.Db(db => db.ImmediateDeletions.Where(row => row.UserId == person.Id).Select(row => row.RequestedBy).SingleAsync()));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task It_can_be_agreed_on_for_seven_days(int microsecondsLeft, bool isInTime)
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.SignInAdministratorAsync());
        await AskAsync(one, person);
        var asked = await App.Db(db => db.ImmediateDeletions.AsNoTracking().SingleAsync(row => row.UserId == person.Id));
        Assert.Equal(asked.RequestedAt + TimeSpan.FromDays(7), asked.ExpiresAt);
        // The row is moved and not the clock, which others share.
        await App.Db(db => db.ImmediateDeletions.Where(row => row.UserId == person.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, App.Clock.GetUtcNow() + TimeSpan.FromMicroseconds(microsecondsLeft))));
        await AgreeAsync(two, person);
        Assert.Equal(isInTime, await App.Db(db => db.DeletionRequests.AnyAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task It_does_not_wait_for_the_grace_period_that_the_owner_chose()
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.SignInAdministratorAsync());
        await App.RequestErasureAsync(person.Id, TimeSpan.FromDays(30));
        await AskAsync(one, person);
        await AskAsync(two, person);
        Assert.Contains("so already", two.Notice(), StringComparison.Ordinal);
        await AgreeAsync(two, person);
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
    }

    [Fact]
    public async Task Who_is_locked_while_they_agree_has_not_agreed()
    {
        var (person, one, second) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.NewAdministratorAsync());
        await AskAsync(one, person);
        var two = await App.SignInAsync(second);
        await using var hold = await Hold.StartAsync(App);
        await hold.RunAsync("select pg_advisory_xact_lock(hashtextextended('account-locking', 0))");
        var agreeing = AgreeAsync(two, person);
        await hold.QueuedAsync(1);
        await hold.RunAsync("update users set locked_at = now() where id = $1", second.Id);
        await hold.CommitAsync();
        await agreeing;
        Assert.Equal(0, await App.Db(db => db.DeletionRequests.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task It_never_waits_for_an_owner_who_keeps_the_account_while_they_wait_for_it()
    {
        var (person, one, two) = (await App.NewPersonAsync(), await App.SignInAdministratorAsync(), await App.SignInAdministratorAsync());
        await App.RequestErasureAsync(person.Id, TimeSpan.FromDays(30));
        await AskAsync(one, person);
        await using var hold = await Hold.StartAsync(App);
        await hold.RunAsync("select from deletion_requests where user_id = $1 for update", person.Id);
        var agreeing = AgreeAsync(two, person);
        await hold.QueuedAsync(1);
        await hold.RunAsync("select from users where id = $1 for no key update nowait", person.Id);
        await hold.ReleaseAsync();
        await agreeing;
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
    }

    [Fact]
    public async Task The_last_administrator_who_can_sign_in_stays()
    {
        await using var own = await PortalApp.StartAsync(services: ErasurePortal.Still);
        var (one, two) = (await own.NewAdministratorAsync(), await own.NewAdministratorAsync());
        var browser = await own.SignInAsync(one);
        // Locked in the database, so that its session goes on: who asks does not count, and the other is the last.
        await own.Db(db => db.Users.Where(row => row.Id == one.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, own.Clock.GetUtcNow())));
        await browser.ActAsync($"/admin/accounts/{two.Id}/delete", new { reason = "a coup", confirmation = two.Email });
        Assert.Contains("last administrator", browser.Notice(), StringComparison.Ordinal);
    }

    private static Task AskAsync(Browser browser, Person person) => browser.ActAsync($"/admin/accounts/{person.Id}/delete", new { reason = "sends spam", confirmation = person.Email });

    private static Task AgreeAsync(Browser browser, Person person) => browser.ActAsync($"/admin/accounts/{person.Id}/delete/agree", new { reason = "agreed", confirmation = person.Email });

    private static AngleSharp.Dom.IElement? Row(Browser browser, Person person) =>
        browser.Page.QuerySelectorAll(".row").SingleOrDefault(row => row.TextContent.Contains(person.Email, StringComparison.Ordinal));
}
