using System.Security.Cryptography;
using System.Text;
using AccountPortal.EmailVerification;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.EmailVerification;

public class EmailTokensTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    [Fact]
    public async Task The_database_holds_the_hash_of_a_token_alone()
    {
        var (person, token) = await IssuedAsync(app);
        Assert.Equal(43, token.Length);
        var row = await app.Db(db => db.EmailTokens.SingleAsync(row => row.UserId == person.Id));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token)), row.TokenHash);
    }

    [Fact]
    public async Task Of_a_hundred_uses_at_once_one_succeeds()
    {
        var (_, token) = await IssuedAsync(app);
        var found = await FindAsync(app, token);
        var uses = await Race.RunAsync(100, _ => app.With((EmailTokens tokens) => tokens.UseAsync(found!, default)));
        Assert.Single(uses, isFirst => isFirst);
        Assert.Null(await FindAsync(app, token));
    }

    [Fact]
    public async Task A_token_works_until_the_very_instant_that_it_expires()
    {
        await using var own = await PortalApp.StartAsync();
        own.Clock.Stop();
        var (_, token) = await IssuedAsync(own);
        own.Clock.Advance(Lifetime - TimeSpan.FromMicroseconds(1));
        var found = await FindAsync(own, token);
        Assert.NotNull(found);
        own.Clock.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Null(await FindAsync(own, token));
        // Whoever had it in hand before comes too late as well.
        Assert.False(await own.With((EmailTokens tokens) => tokens.UseAsync(found, default)));
    }

    [Fact]
    public async Task A_newer_token_ends_the_older_one_of_its_purpose()
    {
        var (person, older) = await IssuedAsync(app);
        var reset = await IssueAsync(app, person, TokenPurpose.ResetPassword);
        var newer = await IssueAsync(app, person, TokenPurpose.SignUp);
        Assert.Null(await FindAsync(app, older));
        Assert.NotNull(await FindAsync(app, newer));
        Assert.NotNull(await FindAsync(app, reset, TokenPurpose.ResetPassword));
    }

    [Fact]
    public async Task A_token_is_good_for_its_purpose_alone()
    {
        var (_, token) = await IssuedAsync(app);
        Assert.Null(await FindAsync(app, token, TokenPurpose.ResetPassword));
        Assert.NotNull(await FindAsync(app, token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no such token")]
    [InlineData("\0")]
    public async Task What_is_no_token_is_found_nowhere(string? token) => Assert.Null(await FindAsync(app, token));

    private static async Task<(Person Person, string Token)> IssuedAsync(PortalApp portal)
    {
        var person = await portal.NewPersonAsync(verified: false);
        return (person, await IssueAsync(portal, person, TokenPurpose.SignUp));
    }

    private static Task<string> IssueAsync(PortalApp portal, Person person, string purpose) => portal.Db(async db =>
    {
        var token = await new EmailTokens(db, portal.Clock).IssueAsync(person.Id, person.Email, Lifetime, default, purpose);
        await db.SaveChangesAsync();
        return token;
    });

    private static Task<EmailToken?> FindAsync(PortalApp portal, string? token, string purpose = TokenPurpose.SignUp) =>
        portal.With((EmailTokens tokens) => tokens.FindAsync(token, default, purpose));
}
