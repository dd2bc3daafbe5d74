using System.Data.Common;
using System.Net;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Sessions;

/// <summary>The database goes away while it commits a new key: nobody knows which key the session has, and nobody is signed out by it (P3).</summary>
public sealed class UncertainRotationTests : IAsyncLifetime
{
    private readonly LostCommits commits = new();
    private PortalApp? app;

    public async Task InitializeAsync() =>
        app = await PortalApp.StartAsync(services: services => services.ConfigureDbContext<PortalDbContext>((_, options) => options.AddInterceptors(commits)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whether_the_new_key_was_committed_or_not_the_browser_has_the_one_that_opens_the_session(bool isCommitted)
    {
        var person = await app!.NewPersonAsync();
        var browser = await app.SignInAsync(person, remember: true);
        var (before, thief) = (browser.SessionCookie!, browser.Copy());
        (commits.LosesBefore, commits.LosesAfter) = (!isCommitted, isCommitted);
        var answer = await browser.PostJsonAsync("/me/step-up", new { password = person.Password });
        (commits.LosesBefore, commits.LosesAfter) = (false, false);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.NotNull(answer.Response.Headers.RetryAfter);

        // The check that sets no cookie, and then what settles it.
        Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/session/verify")).Status);
        Assert.True(await browser.IsSignedInAsync());
        Assert.DoesNotContain('~', browser.SessionCookie!);
        Assert.Equal(isCommitted, browser.SessionCookie != before);
        Assert.Equal(!isCommitted, await thief.IsSignedInAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_before_it_is_settled_ends_the_session(bool isCommitted)
    {
        var person = await app!.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        (commits.LosesBefore, commits.LosesAfter) = (!isCommitted, isCommitted);
        await browser.PostJsonAsync("/me/step-up", new { password = person.Password });
        (commits.LosesBefore, commits.LosesAfter) = (false, false);
        var thief = browser.Copy();
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/logout")).Status);
        Assert.False(await thief.IsSignedInAsync());
    }

    public Task DisposeAsync() => app!.DisposeAsync().AsTask();

    private sealed class LostCommits : DbTransactionInterceptor
    {
        public bool LosesBefore { get; set; }

        public bool LosesAfter { get; set; }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            LosesBefore ? throw Lost() : base.TransactionCommittingAsync(transaction, eventData, result, cancellationToken);

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            LosesAfter ? throw Lost() : base.TransactionCommittedAsync(transaction, eventData, cancellationToken);

        private static NpgsqlException Lost() => new("Exception while reading from stream", new EndOfStreamException());
    }
}
