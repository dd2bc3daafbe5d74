using System.Net;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>One administrator stays, whatever happens at once. Each test has a portal of its own: it counts all of them.</summary>
public class LastAdministratorTests
{
    [Fact]
    public async Task The_last_one_is_told_what_to_do_first()
    {
        await using var app = await PortalApp.StartAsync(new() { ["Admin:Emails"] = "chief@example.com" });
        var (chief, locked) = (await app.NewPersonAsync(email: "chief@example.com"), await app.NewAdministratorAsync());
        await app.Db(db => db.Users.Where(row => row.Id == locked.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, DateTimeOffset.UnixEpoch)));
        var browser = await app.SignInAsync(chief);
        await browser.GoAsync("/account/delete");
        Assert.Contains("admin grant EMAIL", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.Page.QuerySelector("form[action='/account/delete']"));
        var answer = await browser.PostJsonAsync("/me/deletion", new { email = chief.Email });
        Assert.Equal((HttpStatusCode.Conflict, "You are the last administrator who can sign in."), (answer.Status, answer["title"].GetString()));
        await browser.PostFormAsync("/account/delete", new { email = chief.Email, csrf = browser.Page.QuerySelector("[name=csrf]")!.GetAttribute("value") });
        Assert.Contains("make somebody else one first", browser.Notice(), StringComparison.Ordinal);
        Assert.Null(await app.DeletionOfAsync(chief.Id));

        // Another one who is about to go is none either; one who stays is.
        var other = await app.NewAdministratorAsync();
        await app.InsertDeletionAsync(other.Id);
        Assert.Equal(HttpStatusCode.Conflict, (await browser.PostJsonAsync("/me/deletion", new { email = chief.Email })).Status);
        await app.Db(db => db.DeletionRequests.ExecuteDeleteAsync());
        await browser.AskDeletionAsync(chief);
    }

    [Fact]
    public async Task Of_two_who_ask_at_once_one_stays()
    {
        await using var app = await PortalApp.StartAsync();
        Person[] people = [await app.NewAdministratorAsync(), await app.NewAdministratorAsync()];
        Browser[] browsers = [await app.SignInAsync(people[0]), await app.SignInAsync(people[1])];
        await using var hold = await Hold.StartAsync(app);
        // Both have their account by the time that either looks around, were it not for the turn that they wait for.
        await hold.RunAsync("select 1 from users where id = any($1) for no key update", people.Select(person => person.Id).ToArray());
        var asked = Race.RunAsync(2, number => browsers[number].PostJsonAsync("/me/deletion", new { email = people[number].Email }));
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Conflict], (await asked).Select(answer => answer.Status).Order());
        Assert.Equal(1, await app.Db(db => db.DeletionRequests.CountAsync()));
    }

    [Fact]
    public async Task Who_asks_for_their_deletion_cannot_lock_the_other_meanwhile()
    {
        await using var app = await PortalApp.StartAsync();
        var (one, other) = (await app.NewAdministratorAsync(), await app.NewAdministratorAsync());
        var browser = await app.SignInAsync(one);
        var locking = browser.Copy();
        await locking.GoAsync($"/admin/accounts/{other.Id}/lock");
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select pg_advisory_xact_lock(hashtextextended('account-locking', 0))");
        var asked = browser.PostJsonAsync("/me/deletion", new { email = one.Email });
        await hold.QueuedAsync(1);
        var locked = locking.SubmitAsync("Lock account", new { reason = "as a test" });
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        Assert.Equal(HttpStatusCode.Accepted, (await asked).Status);
        await locked;
        Assert.Null((await app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == other.Id))).LockedAt);
    }
}
