using System.Net;
using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Deletion;

/// <summary>P12: an account whose time has come is erased whole and once, and what fails holds up nobody else.</summary>
public class EraserTests(ErasurePortal portal) : IClassFixture<ErasurePortal>
{
    private PortalApp App => portal.App;

    [Fact]
    public async Task Not_a_microsecond_before_its_time()
    {
        var person = await App.NewPersonAsync();
        await App.RequestErasureAsync(person.Id, TimeSpan.FromMicroseconds(1));
        Assert.Equal(ErasureOutcome.NothingDue, await App.EraseAsync(person.Id));
        await App.Db(db => db.DeletionRequests.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ExecuteAt, App.Clock.GetUtcNow())));
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
        Assert.False(await App.ExistsAsync(person.Id));
    }

    [Fact]
    public async Task Nobody_is_signed_in_any_more_and_the_last_mail_says_what_became_of_it()
    {
        var person = await App.NewPersonAsync();
        var browser = await App.SignInAsync(person);
        await App.RequestErasureAsync(person.Id);
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
        Assert.False(await browser.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await App.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
        var letter = Assert.Single(await App.Mail.ToAsync(person.Email));
        Assert.Contains("is deleted", letter.Subject, StringComparison.Ordinal);
        Assert.Contains("Kept: what happened", string.Join('\n', letter.Paragraphs), StringComparison.Ordinal);
        // It goes once it is sent, and names no account: whoever signs up with the address tomorrow has nothing to do with it.
        var mail = await App.Db(db => db.OutboxEmails.SingleAsync(row => row.To == person.Email));
        Assert.Equal((true, null), (mail.IsForgotten, mail.UserId));
        Assert.Equal(ErasureOutcome.NothingDue, await App.EraseAsync(person.Id));
    }

    [Fact]
    public async Task The_events_stay_under_one_pseudonym_with_one_more_that_says_why_it_ended()
    {
        var person = await App.NewPersonAsync();
        await App.SignInAsync(person);
        await App.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = "not it" });
        Guid[] before = [.. await App.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).OrderBy(row => row.Id).Select(row => row.Id).ToListAsync())];
        Assert.Equal(2, before.Length);
        await App.RequestErasureAsync(person.Id, cause: DeletionCause.Administrators);
        await App.EraseAsync(person.Id);
        Assert.False(await App.Db(db => db.SecurityEvents.AnyAsync(row => row.AccountId == person.Id || row.ActorId == person.Id)));
        var kept = await App.Db(db => db.SecurityEvents.AsNoTracking().Where(row => before.Contains(row.Id)).ToListAsync());
        Assert.Equal(2, kept.Count);
        var pseudonym = Assert.Single(kept.Select(row => row.AccountId!.Value).Distinct());
        var last = Assert.Single(await App.EventsOfAsync(pseudonym, EventKind.AccountErased));
        Assert.Equal(DeletionCause.Administrators, last.Detail("cause"));
    }

    [Fact]
    public async Task One_that_fails_stays_whole_is_put_off_and_told_and_holds_up_no_other()
    {
        var (administrator, person, other) = (await App.NewAdministratorAsync(), await App.NewPersonAsync(), await App.NewPersonAsync());
        var browser = await App.SignInAsync(person);
        var before = await App.OwnedRowsAsync(person.Id);
        await App.RequestErasureAsync(person.Id);
        await App.RequestErasureAsync(other.Id);
        ErasurePortal.Trap.Failing[person.Id] = new InvalidOperationException($"No luck with {person.Email}.");
        while (await App.Services.GetRequiredService<Eraser>().EraseNextAsync(default) != ErasureOutcome.NothingDue)
        {
        }

        Assert.False(await App.ExistsAsync(other.Id));
        before["deletion_requests"] = 1;
        Assert.Equal(before, await App.OwnedRowsAsync(person.Id));
        Assert.True(await browser.IsSignedInAsync());
        Assert.NotEmpty(await App.EventsOfAsync(person.Id, EventKind.SignIn));
        var request = await RequestAsync(person);
        Assert.Equal((1, App.Clock.GetUtcNow() + TimeSpan.FromMinutes(1), "trap: InvalidOperationException"), (request.Attempts, request.NextAttemptAt!.Value, request.LastError));
        var line = Assert.Single(App.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(person.Id.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain(person.Email, line.Text, StringComparison.OrdinalIgnoreCase);

        // Before its time it is left alone; then it fails again, and nobody is told a second time.
        Assert.Equal(ErasureOutcome.NothingDue, await App.EraseAsync(person.Id));
        await DueAgainAsync(person);
        Assert.Equal(ErasureOutcome.Failed, await App.EraseAsync(person.Id));
        request = await RequestAsync(person);
        Assert.Equal((2, App.Clock.GetUtcNow() + TimeSpan.FromMinutes(5)), (request.Attempts, request.NextAttemptAt!.Value));
        var letter = Assert.Single(await App.Mail.ToAsync(administrator.Email));
        Assert.DoesNotContain(person.Email, letter.Subject + string.Join('\n', letter.Paragraphs), StringComparison.OrdinalIgnoreCase);

        var admin = await App.SignInAsync(administrator);
        await admin.GoAsync("/admin");
        await admin.ClickAsync("See why");
        var row = Assert.Single(admin.Page.QuerySelectorAll(".row"), row => row.TextContent.Contains(person.Email, StringComparison.Ordinal));
        Assert.Contains("It failed at: trap: InvalidOperationException", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("tried 2 times", row.TextContent, StringComparison.Ordinal);
        ErasurePortal.Trap.Failing.TryRemove(person.Id, out _);
        await admin.SubmitAsync($"/admin/deletions/{person.Id}/retry");
        Assert.Contains("tried again now", admin.Notice(), StringComparison.Ordinal);
        await admin.PostFormAsync($"/admin/deletions/{person.Id}/retry", new { csrf = admin.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value") });
        Assert.Contains("already", admin.Notice(), StringComparison.Ordinal);
        Assert.Single(await App.EventsOfAsync(person.Id, EventKind.AdminDeletionRetried));
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
    }

    [Fact]
    public void The_waits_grow_to_a_day() => Assert.Equal(
        [1, 5, 30, 120, 480, 1440, 1440], Enumerable.Range(1, 7).Select(attempts => (int)ErasureFailures.WaitAfter(attempts).TotalMinutes));

    [Fact]
    public async Task Who_waits_for_the_eraser_while_it_waits_for_them_gets_through_and_it_counts_as_no_failure()
    {
        var person = await App.NewPersonAsync();
        await App.SignInAsync(person);
        await App.RequestErasureAsync(person.Id);
        await using var hold = await Hold.StartAsync(App);
        // As a sign-out that locks the account after its session, were there one.
        await hold.RunAsync("select 1 from device_sessions where user_id = $1 for update", person.Id);
        var erasing = Task.Run(() => App.EraseAsync(person.Id));
        await hold.QueuedAsync(1);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        await hold.ReleaseAsync();
        Assert.Equal(ErasureOutcome.Erased, await erasing);
        Assert.DoesNotContain(App.Logs.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(person.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_worker_passes_by_what_one_is_at()
    {
        var (person, other) = (await App.NewPersonAsync(), await App.NewPersonAsync());
        await App.RequestErasureAsync(person.Id);
        await using var hold = await Hold.StartAsync(App);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var first = Task.Run(() => App.EraseAsync(person.Id));
        await hold.QueuedAsync(1);
        await App.RequestErasureAsync(other.Id);
        Assert.Equal(ErasureOutcome.NothingDue, await App.EraseAsync(person.Id));
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(other.Id));
        await hold.ReleaseAsync();
        Assert.Equal(ErasureOutcome.Erased, await first);
    }

    [Fact]
    public async Task The_last_administrators_wait_until_there_is_another_and_two_never_go_at_once()
    {
        await using var own = await PortalApp.StartAsync(services: ErasurePortal.Still);
        own.Clock.Stop();
        var (one, two) = (await own.NewAdministratorAsync(), await own.NewAdministratorAsync());
        await own.RequestErasureAsync(one.Id);
        await own.RequestErasureAsync(two.Id);
        Assert.Equal([ErasureOutcome.Failed, ErasureOutcome.Failed], await EraseBothAsync());
        Assert.All(await own.Db(db => db.DeletionRequests.ToListAsync()), row => Assert.Contains("last administrator", row.LastError, StringComparison.Ordinal));
        await own.NewAdministratorAsync();
        await own.Db(db => db.DeletionRequests.ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, own.Clock.GetUtcNow())));
        Assert.Equal([ErasureOutcome.Erased, ErasureOutcome.Erased], await EraseBothAsync());

        Task<ErasureOutcome[]> EraseBothAsync() => Race.RunAsync(2, number => Task.Run(() => own.EraseAsync(number == 0 ? one.Id : two.Id)));
    }

    [Fact]
    public async Task An_administrator_goes_while_another_one_stays_that_is_not_locked()
    {
        await using var own = await PortalApp.StartAsync(services: ErasurePortal.Still);
        own.Clock.Stop();
        var (leaving, staying) = (await own.NewAdministratorAsync(), await own.NewAdministratorAsync());
        await own.RequestErasureAsync(leaving.Id);
        await own.Db(db => db.Users.Where(row => row.Id == staying.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, own.Clock.GetUtcNow())));
        Assert.Equal(ErasureOutcome.Failed, await own.EraseAsync(leaving.Id));
        await own.Db(db => db.Users.Where(row => row.Id == staying.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, (DateTimeOffset?)null)));
        await own.Db(db => db.DeletionRequests.ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, own.Clock.GetUtcNow())));
        Assert.Equal(ErasureOutcome.Erased, await own.EraseAsync(leaving.Id));
    }

    [Theory]
    [InlineData(DeletionCause.Owner)]
    [InlineData(DeletionCause.Administrators)]
    public async Task Nobody_gets_a_receipt_at_an_address_that_was_never_proven(string cause)
    {
        var person = await App.NewPersonAsync(verified: false);
        await App.RequestErasureAsync(person.Id, cause: cause);
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(person.Id));
        Assert.Empty(await App.Mail.ToAsync(person.Email));
    }

    [Fact]
    public async Task The_portal_does_it_by_itself()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Deletion:Interval"] = "00:00:01" });
        var person = await own.NewPersonAsync();
        await own.RequestErasureAsync(person.Id);
        await Eventually.IsTrueAsync("the account goes", async () => !await own.ExistsAsync(person.Id));
    }

    [Fact]
    public async Task It_waits_for_no_warning_that_cannot_be_written()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Deletion:Interval"] = "00:00:01" });
        await own.Db(db => db.Database.ExecuteSqlRawAsync("alter table account_notices add constraint nobody check (kind <> 'unverified') not valid"));
        var unproven = await own.NewPersonAsync(verified: false);
        await own.Db(db => db.Users.Where(row => row.Id == unproven.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, own.Clock.GetUtcNow().AddYears(-1))));
        var person = await own.NewPersonAsync();
        await own.RequestErasureAsync(person.Id);
        await Eventually.IsTrueAsync("the account goes", async () => !await own.ExistsAsync(person.Id));
    }

    [Fact]
    public async Task An_account_in_heavy_use_is_erased_and_no_request_fails()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Sessions:LastActiveInterval"] = "00:00:01" }, services: ErasurePortal.Still);
        var person = await own.NewPersonAsync();
        List<Browser> browsers = [];
        for (var i = 0; i < 5; i++)
        {
            browsers.Add(await own.SignInAsync(person));
        }

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var busy = Enumerable.Range(0, 12).Select(number => Task.Run(async () =>
        {
            var rounds = 0;
            while (!done.Task.IsCompleted && !stop.IsCancellationRequested)
            {
                rounds++;
                var browser = browsers[number % browsers.Count].Copy();
                HttpStatusCode[] answers = (number % 4) switch
                {
                    0 => [(await own.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status],
                    1 => [(await browser.GetJsonAsync("/me/sessions")).Status],
                    2 => [(await browser.PostJsonAsync("/me/sessions/revoke-all")).Status],
                    _ => [await OutAsync(own, person)],
                };
                Assert.All(answers, answer => Assert.True((int)answer < 500, $"{(int)answer}"));
            }

            return rounds;
        })).ToList();
        await Eventually.IsTrueAsync("it is in use", () => own.Db(db => db.EndedSessions.CountAsync()).ContinueWith(ended => ended.Result > 20, TaskScheduler.Default), TimeSpan.FromSeconds(60));
        await own.RequestErasureAsync(person.Id);
        await Eventually.IsTrueAsync("the account goes", async () => await own.EraseAsync(person.Id) == ErasureOutcome.Erased, TimeSpan.FromSeconds(60));
        // A little of the same afterwards: what is under way meets no account.
        var events = await own.Db(db => db.SecurityEvents.CountAsync());
        await Eventually.IsTrueAsync("they go on", () => own.Db(db => db.SecurityEvents.CountAsync()).ContinueWith(count => count.Result > events, TaskScheduler.Default), TimeSpan.FromSeconds(60));
        done.SetResult();
        Assert.All(await Task.WhenAll(busy), rounds => Assert.True(rounds > 0));
        Assert.False(await own.ExistsAsync(person.Id));
        Assert.All(await own.OwnedRowsAsync(person.Id), table => Assert.Equal(0, table.Value));
        // What was under way when the account went wrote its event afterwards.
        await own.With(async (Stragglers stragglers) =>
        {
            await stragglers.EraseAsync(own.Clock.GetUtcNow() - TimeSpan.FromMinutes(10), default);
            return true;
        });
        Assert.Empty(await DatabaseSearch.FindAsync(own, person.Id));
    }

    [Fact]
    public async Task What_was_written_about_an_account_after_it_went_is_emptied_and_nothing_else()
    {
        var (person, gone, pseudonym, now) = (await App.NewPersonAsync(), Guid.CreateVersion7(App.Clock.GetUtcNow()), Guid.Parse("6f0a7c1e-2b7d-4a52-9b1e-3d3c7c1f0a11"), App.Clock.GetUtcNow());
        var events = new[] { person.Id, gone, pseudonym }.ToDictionary(id => id, id => new SecurityEvent
        {
            Id = Guid.CreateVersion7(now), At = now, Kind = EventKind.SignIn, Outcome = EventOutcome.Refused, AccountId = id, Ip = IPAddress.Parse("203.0.113.77"), Details = new() { ["reason"] = "wrong" },
        });
        await App.Db(db =>
        {
            db.AddRange(events.Values);
            return db.SaveChangesAsync();
        });
        await App.With(async (Stragglers stragglers) =>
        {
            await stragglers.EraseAsync(now, default);
            return true;
        });
        var after = await App.Db(db => db.SecurityEvents.AsNoTracking().Where(row => events.Values.Select(one => one.Id).Contains(row.Id)).ToDictionaryAsync(row => row.Id));
        Assert.Equal((null, null, 0), (after[events[gone].Id].AccountId, after[events[gone].Id].Ip, after[events[gone].Id].Details.Count));
        Assert.Equal((person.Id, pseudonym), (after[events[person.Id].Id].AccountId, after[events[pseudonym].Id].AccountId));
        Assert.NotNull(after[events[person.Id].Id].Ip);
    }

    [Fact]
    public async Task An_account_that_gives_way_to_a_new_sign_up_leaves_its_events_without_anybody_in_them()
    {
        var person = await App.NewPersonAsync(verified: false);
        await App.SignInAsync(person);
        await App.NewBrowser().PostJsonAsync("/signup", new { email = person.Email, password = "another long enough sentence" });
        Assert.False(await App.ExistsAsync(person.Id));
        Assert.False(await App.Db(db => db.SecurityEvents.AnyAsync(row => row.AccountId == person.Id || row.ActorId == person.Id)));
    }

    [Fact]
    public async Task What_was_mailed_for_an_account_that_gave_way_goes_with_whose_address_it_was()
    {
        var email = (await App.NewPersonAsync(verified: false)).Email;
        await App.NewBrowser().PostJsonAsync("/signup", new { email, password = "a long enough sentence" });
        await App.NewBrowser().PostJsonAsync("/signup", new { email, password = "another long enough sentence" });
        Assert.Equal(2, (await App.Mail.ToAsync(email)).Count);
        var last = await App.Db(db => db.Users.Where(row => row.Email == email).Select(row => row.Id).SingleAsync());
        await App.RequestErasureAsync(last, cause: DeletionCause.Unverified);
        Assert.Equal(ErasureOutcome.Erased, await App.EraseAsync(last));
        Assert.False(await App.Db(db => db.OutboxEmails.AnyAsync(mail => mail.To == email)));
    }

    private static async Task<HttpStatusCode> OutAsync(PortalApp own, Person person)
    {
        var browser = own.NewBrowser();
        var answer = await browser.PostJsonAsync("/login", new { email = person.Email, password = person.Password });
        return answer.Status == HttpStatusCode.OK ? (await browser.PostJsonAsync("/logout")).Status : answer.Status;
    }

    private Task<DeletionRequest> RequestAsync(Person person) => App.Db(db => db.DeletionRequests.AsNoTracking().SingleAsync(row => row.UserId == person.Id));

    private Task<int> DueAgainAsync(Person person) =>
        App.Db(db => db.DeletionRequests.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, App.Clock.GetUtcNow())));
}
