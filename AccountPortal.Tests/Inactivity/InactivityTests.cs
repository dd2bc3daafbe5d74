using AccountPortal.Activity;
using AccountPortal.Deletion;
using AccountPortal.Inactivity;
using AccountPortal.Sessions;
using AccountPortal.SignIn;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Deletion;
using AccountPortal.Tests.Retention;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Inactivity;

/// <summary>A portal that warns, locks and deletes, and whose clock is moved.</summary>
public sealed class InactivityPortal : IAsyncLifetime
{
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Inactivity:WarnAfter"] = "365.00:00:00", ["Inactivity:LockAfter"] = "395.00:00:00", ["Inactivity:DeleteAfter"] = "425.00:00:00",
    };

    public PortalApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(Settings, services: services =>
        {
            RetentionPortal.WithoutCleaning(services);
            ErasurePortal.Still(services);
        });
        App.Clock.Stop();
    }

    public Task DisposeAsync() => App.DisposeAsync().AsTask();
}

/// <summary>Accounts that nobody uses are warned, locked and deleted, each in its time and never by surprise.</summary>
public class InactivityTests(InactivityPortal portal) : IClassFixture<InactivityPortal>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Month = TimeSpan.FromDays(30), Year = TimeSpan.FromDays(365);
    private readonly PortalApp app = portal.App;

    private DateTimeOffset Now => app.Clock.GetUtcNow();

    [Fact]
    public async Task Each_step_comes_to_the_second_and_tells_the_owner()
    {
        var person = await UnusedAsync(Year - Second);
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Second);
        Assert.Equal(InactivityStep.Warn, await StepAsync(person));
        var warning = await app.Mail.LastAsync(person.Email);
        Assert.Contains($"sign in before {Shared(Now + Month)}. That is enough", warning.Paragraphs[1], StringComparison.Ordinal);

        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Second);
        Assert.Equal(InactivityStep.Lock, await StepAsync(person));
        Assert.Equal(Now, (await AccountAsync(person)).LockedAt);
        Assert.Contains($"deleted with all that is in it after {Shared(Now + Month)}", string.Join('\n', (await app.Mail.LastAsync(person.Email)).Paragraphs), StringComparison.Ordinal);

        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Second);
        Assert.Equal(InactivityStep.Delete, await StepAsync(person));
        var request = await app.Db(db => db.DeletionRequests.SingleAsync(row => row.UserId == person.Id));
        Assert.Equal((DeletionCause.Inactive, Now, null), (request.Cause, request.ExecuteAt, request.RequestedBy));
        Assert.Null(await StepAsync(person));
        Assert.Equal(
            [EventKind.InactivityWarned, EventKind.InactivityLocked, EventKind.InactivityDeletion],
            await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id).OrderBy(row => row.At).Select(row => row.Kind).ToListAsync()));
    }

    [Fact]
    public async Task Turned_on_with_accounts_that_are_years_old_it_goes_one_step_after_the_other()
    {
        var person = await UnusedAsync(5 * Year);
        Assert.Equal(InactivityStep.Warn, await StepAsync(person));
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
        // Then the portal is off for a year.
        app.Clock.Advance(Year);
        Assert.Equal(InactivityStep.Lock, await StepAsync(person));
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
    }

    [Fact]
    public async Task A_mail_that_spoke_of_no_lock_is_no_warning_of_one_nor_a_lock_that_spoke_of_no_deletion()
    {
        var person = await UnusedAsync(5 * Year);
        Assert.Equal(InactivityStep.Remind, await StepAsync(person, new() { WarnAfter = Year }));
        Assert.Null(await StepAsync(person, new() { WarnAfter = Year }));
        app.Clock.Advance(Year);
        var locks = new InactivitySettings { WarnAfter = Year, LockAfter = Year + Month };
        Assert.Equal(InactivityStep.Warn, await StepAsync(person, locks));
        app.Clock.Advance(Month);
        Assert.Equal(InactivityStep.Lock, await StepAsync(person, locks));
        app.Clock.Advance(Year);
        Assert.Null(await StepAsync(person, locks));
        Assert.Equal(InactivityStep.TellDeletion, await StepAsync(person));
        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Second);
        Assert.Equal(InactivityStep.Delete, await StepAsync(person));
    }

    [Fact]
    public async Task Signing_in_after_the_warning_is_enough()
    {
        var person = await UnusedAsync(Year);
        Assert.Equal(InactivityStep.Warn, await StepAsync(person));
        app.Clock.Advance(Month - Second);
        await app.SignInAsync(person);
        app.Clock.Advance(Second);
        Assert.Null(await StepAsync(person));
        await app.ApplyAsync("account-notices");
        Assert.False(await app.Db(db => db.AccountNotices.AnyAsync(row => row.UserId == person.Id)));
        app.Clock.Advance(Year - Second);
        // From the last use on it all begins anew.
        Assert.Equal(InactivityStep.Warn, await StepAsync(person));
    }

    [Fact]
    public async Task A_session_in_use_is_use_and_so_is_one_that_ended()
    {
        var (live, ended) = (await UnusedAsync(Year), await UnusedAsync(Year));
        await app.SignInAsync(live, remember: true);
        await app.SignInAsync(ended);
        await app.Db(db => db.Users.Where(row => row.Id == live.Id || row.Id == ended.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSignInAt, Now - Year)));
        await app.With(async (SessionEnding ending) => await ending.EndAllAsync(ended.Id, null, EndReason.SignedOut, null, CancellationToken.None));
        Assert.Equal((null, null), (await StepAsync(live), await StepAsync(ended)));
    }

    [Fact]
    public async Task Of_many_nodes_each_mail_is_one()
    {
        var person = await UnusedAsync(Year);
        foreach (var (step, count) in new[] { (InactivityStep.Warn, 1), (InactivityStep.Lock, 2), (InactivityStep.Delete, 2) })
        {
            var done = await Race.RunAsync(8, _ => StepAsync(person));
            Assert.Equal(step, Assert.Single(done, each => each is not null));
            Assert.Equal(count, (await app.Mail.ToAsync(person.Email)).Count);
            app.Clock.Advance(Month);
        }
    }

    [Fact]
    public async Task Administrators_unproven_accounts_those_locked_by_hand_and_those_to_be_deleted_are_left_alone()
    {
        var (administrator, unproven, locked, pending) = (await UnusedAsync(5 * Year), await UnusedAsync(5 * Year), await UnusedAsync(5 * Year), await UnusedAsync(5 * Year));
        await app.GrantAsync(administrator.Email);
        await app.Db(db => db.Users.Where(row => row.Id == unproven.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailConfirmed, false)));
        await app.Db(db => db.Users.Where(row => row.Id == locked.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LockedAt, Now - Year)));
        await app.Db(db =>
        {
            db.Add(new DeletionRequest { UserId = pending.Id, RequestedAt = Now, ExecuteAt = Now + Month, Cause = DeletionCause.Owner });
            return db.SaveChangesAsync();
        });
        foreach (var person in new[] { administrator, unproven, locked, pending })
        {
            Assert.Null(await StepAsync(person));
            Assert.Empty(await app.Mail.ToAsync(person.Email));
        }
    }

    [Fact]
    public async Task Those_that_the_settings_name_administrators_are_left_alone()
    {
        await using var other = await PortalApp.StartAsync(new(InactivityPortal.Settings) { ["Admin:Emails"] = "boss@example.com" }, services: RetentionPortal.WithoutCleaning);
        await UnusedAsync(5 * Year, other, "boss@example.com");
        await UnusedAsync(5 * Year, other);
        Assert.Equal(1, await other.ApplyAsync("inactive-accounts"));
    }

    [Fact]
    public async Task The_right_password_of_a_locked_account_is_told_what_to_do_and_the_wrong_one_nothing()
    {
        var person = await LockedAsync();
        var before = (await app.Mail.ToAsync(person.Email)).Count;
        var browser = app.NewBrowser();
        await browser.GoAsync("/sign-in");
        await browser.SubmitAsync("Continue", new { email = person.Email });
        await browser.SubmitAsync("Sign in", new { password = "not it" });
        Assert.DoesNotContain("locked", browser.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, (await app.Mail.ToAsync(person.Email)).Count);
        await browser.SubmitAsync("Sign in", new { password = person.Password });
        Assert.Contains("it was not used for a long time. Set a new password", browser.Text, StringComparison.Ordinal);
        Assert.Null(browser.SessionCookie);
        Assert.Contains(await app.Mail.ToAsync(person.Email), letter => letter.Subject.StartsWith("How to open your", StringComparison.Ordinal));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await app.NewBrowser().PostJsonAsync("/login", new { email = person.Email, password = person.Password })).Status);
    }

    [Fact]
    public async Task A_new_password_through_the_mailbox_opens_it_again()
    {
        var person = await LockedAsync();
        await ResetAsync(person);
        Assert.Null((await AccountAsync(person)).LockedAt);
        Assert.True(await (await app.SignInAsync(person with { Password = "an entirely new sentence" })).IsSignedInAsync());
        Assert.Single(await app.EventsOfAsync(person.Id, EventKind.InactivityUnlocked));
        Assert.False(await app.Db(db => db.AccountNotices.AnyAsync(row => row.UserId == person.Id)));
        app.Clock.Advance(Year - Second);
        Assert.Null(await StepAsync(person));
    }

    [Fact]
    public async Task An_administrators_lock_is_opened_by_none_also_where_it_came_over_this_one()
    {
        var person = await LockedAsync();
        var browser = await app.SignInAdministratorAsync();
        await browser.ActAsync($"/admin/accounts/{person.Id}/lock", new { reason = "as a test" });
        await ResetAsync(person);
        Assert.Equal("as a test", (await AccountAsync(person)).LockReason);
        app.Clock.Advance(5 * Year);
        Assert.Null(await StepAsync(person));
        // Nor does what is left of an earlier lock open a later one.
        var other = await LockedAsync();
        browser = await app.SignInAdministratorAsync();
        await browser.ActAsync($"/admin/accounts/{other.Id}/unlock", new { reason = "as a test" });
        await browser.ActAsync($"/admin/accounts/{other.Id}/lock", new { reason = "as a test" });
        await ResetAsync(other);
        Assert.NotNull((await AccountAsync(other)).LockedAt);
    }

    [Fact]
    public async Task One_that_is_to_be_deleted_already_is_not_opened()
    {
        var person = await DueAsync();
        await ResetAsync(person);
        Assert.NotNull((await AccountAsync(person)).LockedAt);
    }

    [Fact]
    public async Task One_that_an_administrator_keeps_is_told_anew_before_it_goes()
    {
        var person = await DueAsync();
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{person.Id}/keep", new { reason = "as a test" });
        Assert.Equal(InactivityStep.TellDeletion, await StepAsync(person));
        app.Clock.Advance(Month - Second);
        Assert.Null(await StepAsync(person));
        app.Clock.Advance(Second);
        Assert.Equal(InactivityStep.Delete, await StepAsync(person));
        Assert.Equal(ErasureOutcome.Erased, await app.EraseAsync(person.Id));
    }

    [Theory]
    [InlineData("unlock")]
    [InlineData("lock")]
    public async Task One_that_an_administrator_opens_or_locks_to_keep_it_is_not_erased_any_more(string act)
    {
        var person = await DueAsync();
        await (await app.SignInAdministratorAsync()).ActAsync($"/admin/accounts/{person.Id}/{act}", new { reason = "as a test" });
        Assert.Equal(ErasureOutcome.NoLongerMeant, await app.EraseAsync(person.Id));
        Assert.Equal(act == "lock", (await AccountAsync(person)).LockedAt is not null);
    }

    [Fact]
    public async Task Who_signs_in_at_the_moment_of_the_lock_is_before_it_or_stays_out()
    {
        var person = await WarnedAsync();
        var stale = await AccountAsync(person);
        Assert.Equal(InactivityStep.Lock, await StepAsync(person));
        Assert.NotEqual(CompletionOutcome.SignedIn, await CompleteAsync(stale));
        var other = await WarnedAsync();
        var fresh = await AccountAsync(other);
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select from users where id = $1 for no key update", other.Id);
        var signIn = CompleteAsync(fresh);
        await hold.QueuedAsync(1);
        var step = StepAsync(other);
        await hold.QueuedAsync(2);
        await hold.ReleaseAsync();
        Assert.Equal((CompletionOutcome.SignedIn, null), (await signIn, await step));
        Assert.Null((await AccountAsync(other)).LockedAt);
    }

    [Fact]
    public async Task The_round_finds_them_all_and_others_not()
    {
        await using var other = await PortalApp.StartAsync(InactivityPortal.Settings, services: RetentionPortal.WithoutCleaning);
        await UnusedAsync(Year - Second - TimeSpan.FromMinutes(10), other);
        Assert.Equal(0, await other.ApplyAsync("inactive-accounts"));
        await UnusedAsync(Year, other, count: RetentionStepSize + 1);
        Assert.Equal(RetentionStepSize + 2, await other.Db(db => db.Users.CountAsync()));
        Assert.Equal(RetentionStepSize + 1, await other.ApplyAsync("inactive-accounts"));
        Assert.Equal(0, await other.ApplyAsync("inactive-accounts"));
    }

    [Fact]
    public async Task By_default_nothing_happens_to_anybody()
    {
        await using var other = await PortalApp.StartAsync(services: RetentionPortal.WithoutCleaning);
        await UnusedAsync(50 * Year, other);
        Assert.Equal(0, await other.ApplyAsync("inactive-accounts"));
        Assert.Equal(0, await other.Db(db => db.OutboxEmails.CountAsync()));
        Assert.Null(new InactiveAccount(Guid.Empty, Now - (50 * Year), null, null, null, null).Next(new(), Now));
    }

    private const int RetentionStepSize = AccountPortal.Retention.RetentionStep.PortionSize;

    private static string Shared(DateTimeOffset at) => AccountPortal.Shared.RelativeTime.Full(at, null);

    private Task<InactivityStep?> StepAsync(Person person, InactivitySettings? settings = null) => settings is null
        ? app.With((InactivitySteps steps) => steps.ApplyAsync(person.Id, CancellationToken.None))
        : WithSettingsAsync(person, settings);

    private async Task<InactivityStep?> WithSettingsAsync(Person person, InactivitySettings settings)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var options = Microsoft.Extensions.Options.Options.Create(settings);
        var accounts = ActivatorUtilities.CreateInstance<InactiveAccounts>(scope.ServiceProvider, options);
        return await ActivatorUtilities.CreateInstance<InactivitySteps>(scope.ServiceProvider, accounts, options).ApplyAsync(person.Id, CancellationToken.None);
    }

    private async Task<Person> WarnedAsync()
    {
        var person = await UnusedAsync(Year);
        Assert.Equal(InactivityStep.Warn, await StepAsync(person));
        app.Clock.Advance(Month);
        return person;
    }

    /// <summary>One that is to be deleted now.</summary>
    private async Task<Person> DueAsync()
    {
        var person = await LockedAsync();
        app.Clock.Advance(Month);
        Assert.Equal(InactivityStep.Delete, await StepAsync(person));
        return person;
    }

    private async Task<Person> LockedAsync()
    {
        var person = await WarnedAsync();
        Assert.Equal(InactivityStep.Lock, await StepAsync(person));
        return person;
    }

    private Task<Person> UnusedAsync(TimeSpan since) => UnusedAsync(since, app);

    // Its id is as old as it is.
    private static async Task<Person> UnusedAsync(TimeSpan since, PortalApp app, string? email = null, int count = 1)
    {
        var (person, made) = (People.New(email), app.Clock.GetUtcNow() - since);
        for (var i = 0; i < count; i++)
        {
            person = i == 0 ? person : People.New();
            Assert.True(AccountPortal.Accounts.EmailAddress.TryParse(person.Email, out var address));
            var account = AccountPortal.Accounts.Account.Create(address, made);
            account.EmailConfirmed = true;
            if (count == 1)
            {
                account.SetPasswordHash(await app.With((Microsoft.AspNetCore.Identity.IPasswordHasher<AccountPortal.Accounts.Account> hasher) => Task.FromResult(hasher.HashPassword(account, person.Password))));
            }

            await app.Db(db =>
            {
                db.Add(account);
                return db.SaveChangesAsync();
            });
            person = person with { Id = account.Id };
        }

        return person;
    }

    private Task<AccountPortal.Accounts.Account> AccountAsync(Person person) => app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == person.Id));

    private async Task ResetAsync(Person person)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("Send me a link", new { email = person.Email });
        await browser.GoAsync(await app.Mail.LastLinkAsync(person.Email, "/reset-password"));
        await browser.SubmitAsync("Set new password", new { newPassword = "an entirely new sentence" });
        Assert.Equal("/sign-in", browser.Path);
    }

    private Task<CompletionOutcome> CompleteAsync(AccountPortal.Accounts.Account account) => app.With(async (IServiceScopeFactory scopes) =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        return await scope.ServiceProvider.GetRequiredService<SignInCompletion>().CompleteAsync(context, account, false, AuthMethod.Password);
    });
}
