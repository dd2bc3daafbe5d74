using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Deletion;

/// <summary>Accounts whose address nobody proves are told once, and go.</summary>
public class UnverifiedAccountsTests(ErasurePortal portal) : IClassFixture<ErasurePortal>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan Warning = TimeSpan.FromDays(3);
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(1);

    private PortalApp App => portal.App;

    [Fact]
    public async Task It_is_told_three_days_before_and_goes_after_fourteen()
    {
        var person = await App.NewPersonAsync(verified: false);
        await AgeAsync(person, Lifetime - Warning - Moment);
        await LookAsync();
        Assert.Empty(await App.Mail.ToAsync(person.Email));
        await AgeAsync(person, Lifetime - Warning);
        await LookAsync();
        await LookAsync();
        var letter = Assert.Single(await App.Mail.ToAsync(person.Email));
        Assert.Contains("In 3 days the account is deleted", letter.Paragraphs[0], StringComparison.Ordinal);
        await AgeAsync(person, Lifetime - Moment, warned: Warning);
        await LookAsync();
        Assert.False(await IsDueAsync(person));
        await AgeAsync(person, Lifetime, warned: Warning);
        await LookAsync();
        Assert.True(await IsDueAsync(person));
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
        // Nobody proved the address: it gets no further mail, and needs no tombstone.
        Assert.Empty(await App.Mail.ToAsync(person.Email));
        Assert.Empty(await DatabaseSearch.FindAsync(App, person.Id, person.Email));
        Assert.Equal(0, await App.Db(db => db.Tombstones.CountAsync(stone => stone.Cause == DeletionCause.Unverified)));
    }

    [Fact]
    public async Task However_old_it_is_it_is_told_first()
    {
        var person = await App.NewPersonAsync(verified: false);
        await AgeAsync(person, TimeSpan.FromDays(400));
        await LookAsync();
        Assert.False(await IsDueAsync(person));
        await AgeAsync(person, TimeSpan.FromDays(400), warned: Warning - Moment);
        await LookAsync();
        Assert.False(await IsDueAsync(person));
        await AgeAsync(person, TimeSpan.FromDays(400), warned: Warning);
        await LookAsync();
        Assert.True(await IsDueAsync(person));
    }

    [Fact]
    public async Task Who_proves_the_address_with_the_mailed_link_stays()
    {
        var person = await App.NewPersonAsync(verified: false);
        await AgeAsync(person, Lifetime - Warning);
        await LookAsync();
        var browser = App.NewBrowser();
        await browser.GoAsync(await App.Mail.LastLinkAsync(person.Email, "/verify-email"));
        await browser.SubmitAsync("/verify-email", new { password = person.Password });
        Assert.Equal("/account", browser.Path);
        await AgeAsync(person, Lifetime, warned: Warning);
        await LookAsync();
        Assert.False(await IsDueAsync(person));
    }

    [Fact]
    public async Task Who_proves_it_while_the_eraser_has_it_in_its_hands_stays()
    {
        var person = await App.NewPersonAsync(verified: false);
        await App.RequestErasureAsync(person.Id, cause: DeletionCause.Unverified);
        await using var hold = await Hold.StartAsync(App);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var erasing = Task.Run(() => App.EraseAsync(person.Id));
        await hold.QueuedAsync(1);
        await hold.RunAsync("update users set email_verified = true where id = $1", person.Id);
        await hold.CommitAsync();
        Assert.Equal(ErasureOutcome.NoLongerMeant, await erasing);
        Assert.True(await App.ExistsAsync(person.Id));
        Assert.False(await IsDueAsync(person));
    }

    [Fact]
    public async Task One_that_an_administrator_locked_stays_as_it_is()
    {
        var (person, late) = (await App.NewPersonAsync(verified: false), await App.NewPersonAsync(verified: false));
        await LockAsync(person);
        await AgeAsync(person, Lifetime, warned: Warning);
        await App.RequestErasureAsync(late.Id, cause: DeletionCause.Unverified);
        await LockAsync(late);
        await LookAsync();
        Assert.False(await IsDueAsync(person));
        Assert.Empty(await App.Mail.ToAsync(person.Email));
        Assert.Equal(ErasureOutcome.NoLongerMeant, await App.EraseAsync(late.Id));
    }

    [Fact]
    public async Task Several_nodes_write_one_mail()
    {
        var person = await App.NewPersonAsync(verified: false);
        await AgeAsync(person, Lifetime - Warning);
        await Race.RunAsync(5, _ => Task.Run(async () =>
        {
            await LookAsync();
            return true;
        }));
        Assert.Single(await App.Mail.ToAsync(person.Email));
    }

    [Fact]
    public async Task Zero_keeps_them_and_a_short_life_is_told_at_its_half()
    {
        await using var off = await PortalApp.StartAsync(new() { ["Accounts:UnverifiedLifetime"] = "00:00:00" }, services: ErasurePortal.Still);
        var kept = await off.NewPersonAsync(verified: false);
        await off.Db(db => db.Users.ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, off.Clock.GetUtcNow().AddYears(-2))));
        await LookAsync(off);
        Assert.Empty(await off.Mail.ToAsync(kept.Email));
        // By itself, from the sign-up to nothing.
        await using var quick = await PortalApp.StartAsync(new() { ["Accounts:UnverifiedLifetime"] = "00:00:04", ["Deletion:Interval"] = "00:00:01" });
        var (person, stays) = (await quick.NewPersonAsync(verified: false), await quick.NewPersonAsync());
        await quick.Mail.LastAsync(person.Email);
        await Eventually.IsTrueAsync("the account goes", async () => !await quick.ExistsAsync(person.Id), TimeSpan.FromSeconds(30));
        Assert.True(await quick.ExistsAsync(stays.Id));
    }

    private static async Task LookAsync(PortalApp app) => await app.Services.GetRequiredService<UnverifiedAccounts>().LookAsync(default);

    private Task LookAsync() => LookAsync(App);

    private Task<bool> IsDueAsync(Person person) => App.Db(db => db.DeletionRequests.AnyAsync(row => row.UserId == person.Id));

    private Task<int> LockAsync(Person person) =>
        App.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, App.Clock.GetUtcNow())));

    // The row is moved and not the clock, which others share.
    private async Task AgeAsync(Person person, TimeSpan age, TimeSpan? warned = null)
    {
        var now = App.Clock.GetUtcNow();
        await App.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, now - age)));
        if (warned is { } ago)
        {
            await App.SqlAsync<string>(
                "insert into account_notices (user_id, kind, sent_at) values ($1, 'unverified', $2) on conflict (user_id, kind) do update set sent_at = excluded.sent_at returning kind", person.Id, now - ago);
        }
    }
}
