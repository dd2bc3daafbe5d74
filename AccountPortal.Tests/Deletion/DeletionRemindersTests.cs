using AccountPortal.Deletion;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Deletion;

/// <summary>A week and a day before, each once. One clock, which each test moves: every test looks at its own person.</summary>
public sealed class DeletionRemindersTests : IAsyncLifetime
{
    private static readonly TimeSpan Instant = TimeSpan.FromMicroseconds(1);
    private PortalApp app = null!;

    // Without its background step, so that the test says when.
    public async Task InitializeAsync()
    {
        app = await PortalApp.StartAsync(services: services => services.Remove(services.Single(service => service.ImplementationType == typeof(DeletionReminding))));
        app.Clock.Stop();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task They_come_a_week_and_a_day_before_and_not_a_moment_earlier()
    {
        var (person, _) = await app.NewLeavingAsync();
        app.Clock.Advance(TimeSpan.FromDays(23) - Instant);
        Assert.False(await SendAsync());
        app.Clock.Advance(Instant);
        Assert.True(await SendAsync());
        Assert.False(await SendAsync());
        Assert.EndsWith("will be deleted in 7 days", (await app.DeletionMailsAsync(person))[^1], StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromDays(6) - Instant);
        Assert.False(await SendAsync());
        app.Clock.Advance(Instant);
        Assert.True(await SendAsync());
        Assert.False(await SendAsync());
        Assert.EndsWith("will be deleted in 24 hours", (await app.DeletionMailsAsync(person))[^1], StringComparison.Ordinal);
        Assert.Equal(3, (await app.DeletionMailsAsync(person)).Count);
        var row = (await app.DeletionOfAsync(person.Id))!;
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromDays(1)), (row.ExecuteAt - row.WeekTold, row.ExecuteAt - row.DayTold));
    }

    [Theory]
    [InlineData(7, 0, 6.9, false)]
    [InlineData(7, 1, 7, true)]
    [InlineData(1, 0, 0.9, false)]
    [InlineData(1, 1, 1, true)]
    public async Task A_grace_period_that_is_no_longer_has_had_its_mail_at_the_request(int days, int instants, double left, bool isSent)
    {
        var person = await app.NewPersonAsync();
        await app.InsertDeletionAsync(person.Id, left: TimeSpan.FromDays(left), grace: TimeSpan.FromDays(days) + (instants * Instant));
        Assert.Equal(isSent, await SendAsync());
        Assert.Equal(isSent ? 1 : 0, (await app.DeletionMailsAsync(person)).Count);
    }

    [Fact]
    public async Task After_a_standstill_over_both_only_the_second_is_sent_and_none_when_time_is_over()
    {
        var (late, over) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        await app.InsertDeletionAsync(late.Id, left: TimeSpan.FromHours(5));
        await app.InsertDeletionAsync(over.Id, left: TimeSpan.Zero);
        Assert.True(await SendAsync());
        Assert.False(await SendAsync());
        Assert.EndsWith("will be deleted in 5 hours", Assert.Single(await app.DeletionMailsAsync(late)), StringComparison.Ordinal);
        Assert.Empty(await app.DeletionMailsAsync(over));
    }

    [Fact]
    public async Task Any_number_of_nodes_send_each_once()
    {
        var people = new List<Person>();
        for (var number = 0; number < 5; number++)
        {
            people.Add(await app.NewPersonAsync());
            await app.InsertDeletionAsync(people[^1].Id, left: TimeSpan.FromDays(3));
        }

        var sent = await Race.RunAsync(8, async _ =>
        {
            var count = 0;
            while (await SendAsync())
            {
                count++;
            }

            return count;
        });
        // Whoever found all of them taken has gone on without; what is left is nobody's.
        Assert.Equal(5, sent.Sum());
        foreach (var person in people)
        {
            Assert.Single(await app.DeletionMailsAsync(person));
        }
    }

    [Fact]
    public async Task Who_stays_who_was_never_proven_and_who_did_not_ask_gets_none()
    {
        var (kept, unproven, inactive) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false), await app.NewPersonAsync());
        foreach (var (person, cause) in new[] { (kept, DeletionCause.Owner), (unproven, DeletionCause.Owner), (inactive, DeletionCause.Inactive) })
        {
            await app.InsertDeletionAsync(person.Id, cause, TimeSpan.FromDays(3));
        }

        await (await app.SignInAsync(kept)).DeleteJsonAsync("/me/deletion");
        while (await SendAsync())
        {
        }

        Assert.EndsWith("is kept", Assert.Single(await app.DeletionMailsAsync(kept)), StringComparison.Ordinal);
        Assert.Empty((await app.DeletionMailsAsync(unproven)).Concat(await app.DeletionMailsAsync(inactive)));
    }

    [Fact]
    public async Task The_portal_does_it_by_itself()
    {
        await using var own = await PortalApp.StartAsync(new() { ["Deletion:Interval"] = "00:00:01" });
        var person = await own.NewPersonAsync();
        await own.InsertDeletionAsync(person.Id, left: TimeSpan.FromDays(6.5));
        await Eventually.IsTrueAsync("the mail is written", async () => (await own.DeletionMailsAsync(person)).Count == 1, TimeSpan.FromSeconds(60));
    }

    private Task<bool> SendAsync() => app.With((DeletionReminders reminders) => reminders.SendNextAsync(default));
}
