using System.Net;
using AccountPortal.SharedAccounts;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>A finding is for administrators to look at. For the person nothing changes by it, however high it is.</summary>
public class FindingChangesNothingTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] Pages = ["/account", "/account/sessions", "/account/activity", "/account/alerts", "/account/password", "/account/two-factor", "/account/passkeys", "/account/email"];

    [Fact]
    public async Task Whoever_has_the_highest_score_signs_in_looks_and_confirms_like_somebody_without_a_finding()
    {
        app.Clock.Stop();
        var (found, other) = (await app.NewPersonAsync(), await app.NewPersonAsync());
        var (before, beforeOther) = (await app.SignInAsync(found), await app.SignInAsync(other));
        var account = await AccountAsync(found);
        await RecordAsync(found);
        Assert.True(await before.IsSignedInAsync());

        // On three browsers more, one of them a phone that is remembered, from three networks.
        var (browsers, others) = (new List<Browser> { before }, new List<Browser> { beforeOther });
        foreach (var (userAgent, address) in new[] { (UserAgents.SafariOnIphone, "198.51.100.1"), (UserAgents.FirefoxOnUbuntu, "192.0.2.1"), (UserAgents.ChromeOnMac, "203.0.113.99") })
        {
            foreach (var (person, of) in new[] { (found, browsers), (other, others) })
            {
                var browser = app.NewBrowser(userAgent);
                browser.Address = address;
                await browser.SignInAsync(person, remember: of.Count == 1);
                of.Add(browser);
            }

            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        foreach (var (one, another) in browsers.Zip(others))
        {
            foreach (var page in Pages)
            {
                Assert.Equal(await SeenAsync(another, page, other), await SeenAsync(one, page, found));
            }
        }

        app.Clock.Advance(TimeSpan.FromMinutes(11));
        foreach (var (browser, person) in new[] { (browsers[1], found), (others[1], other) })
        {
            Assert.Equal("step-up-required", (await browser.PostJsonAsync("/me/sessions/revoke-all")).Problem);
            Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
            Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
        }

        Assert.Equal(await LeftAsync(other), await LeftAsync(found));
        Assert.Equal(account, await AccountAsync(found));
        Assert.Equal(SharedAccountScore.Highest, await app.Db(db => db.SharedAccountFindings.Where(row => row.UserId == found.Id).Select(row => row.Score).SingleAsync()));
    }

    private Task<bool> RecordAsync(Person person) => app.With(async (SharedAccountFindings findings) =>
    {
        await findings.RecordAsync(person.Id, new SharedAccountScore(SharedAccountScore.Highest, [new FindingPart("devices", SharedAccountScore.Highest, [])]), CancellationToken.None);
        return true;
    });

    // Sessions of one moment come in any order.
    private static async Task<(HttpStatusCode, string, string)> SeenAsync(Browser browser, string page, Person person)
    {
        await browser.GoAsync(page);
        var text = browser.Page.QuerySelector("main")!.TextContent.Replace(person.Email, "somebody", StringComparison.Ordinal);
        return (browser.Status, browser.Path, string.Join("\n", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    private Task<(string?, DateTimeOffset?, int?)> AccountAsync(Person person) =>
        app.Db(async db =>
        {
            var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == person.Id);
            return (account.SecurityStamp, account.LockedAt, account.MaxSessions);
        });

    /// <summary>What happened to the account, what it was written, and what is open of it.</summary>
    private Task<string> LeftAsync(Person person) => app.Db(async db => string.Join(
        "\n",
        (await db.SecurityEvents.Where(row => row.AccountId == person.Id).OrderBy(row => row.Id).Select(row => row.Kind + " " + row.Outcome).ToListAsync())
            .Concat(await db.OutboxEmails.Where(mail => mail.To == person.Email).OrderBy(mail => mail.Subject).Select(mail => mail.Subject).ToListAsync())
            .Append($"{await db.Sessions.CountAsync(row => row.UserId == person.Id)} sessions")));
}
