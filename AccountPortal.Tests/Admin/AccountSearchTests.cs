using System.Net;
using AccountPortal.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AccountPortal.Tests.Admin;

/// <summary>Finding accounts: by what was typed, exactly, and a page at a time.</summary>
public class AccountSearchTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task An_account_is_found_by_a_part_of_its_address_or_name_and_by_its_id()
    {
        var browser = await app.SignInAdministratorAsync();
        var person = await app.NewPersonAsync(email: "Grace.Hopper@navy.example");
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, "Amazing Grace")));
        foreach (var text in new[] { "grace.hop", "HOPPER@NAVY", "  navy.example ", "amazing", "GR", "nav", "per@navy.ex", "@navy.", "hopper@", person.Id.ToString() })
        {
            await FindAsync(browser, text);
            Assert.Equal([person.Email], Emails(browser));
        }


        await browser.ClickAsync(person.Email);
        Assert.Equal($"/admin/accounts/{person.Id}", browser.Path);
        Assert.Equal(person.Email, browser.Page.QuerySelector("h1")!.TextContent);
        // No index has the middle of so little, nor that of a domain; and an address that only ends or begins in the same way is another one.
        foreach (var text in new[] { "op", "avy", "per@avy.ex", "pe@navy" })
        {
            await FindAsync(browser, text);
            Assert.Empty(Emails(browser));
        }
    }

    [Theory]
    [InlineData("grace.hopper", null, "ix_users_local_part", "ix_users_domain", "ix_users_name_part")]
    [InlineData("gr", null, "ix_users_local_part", "ix_users_domain", "ix_users_name_part")]
    [InlineData("grace.hopper@navy.example", null, "ix_users_domain", "ix_users_name_part")]
    [InlineData("grace.hopper@", null, "ix_users_local_part", "ix_users_name_part")]
    [InlineData(null, "locked", "ix_users_locked")]
    [InlineData(null, "unverified", "ix_users_unverified")]
    public async Task What_is_asked_for_is_looked_for_in_an_index(string? text, string? state, params string[] indexes)
    {
        var plan = await app.Db(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            // The table is all but empty here. What is left with these turned off has no index that leads to what matches.
            await db.Database.ExecuteSqlRawAsync("set local enable_seqscan = off; set local enable_indexscan = off");
            await using var command = AccountSearch.Matching(db.Users, new AccountQuery { Q = text, State = state }).CreateDbCommand();
            command.CommandText = "explain " + command.CommandText;
            command.Transaction = transaction.GetDbTransaction();
            await using var reader = await command.ExecuteReaderAsync();
            var lines = new List<string>();
            while (await reader.ReadAsync())
            {
                lines.Add(reader.GetString(0));
            }

            return string.Join('\n', lines);
        });
        Assert.All(indexes, index => Assert.Contains(index, plan, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("o_dity")]
    [InlineData("od%ity")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    public async Task What_was_typed_is_no_pattern(string text)
    {
        var browser = await app.SignInAdministratorAsync();
        await app.NewPersonAsync(email: $"oddity.{Guid.CreateVersion7():N}@example.com");
        await FindAsync(browser, text);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Empty(Emails(browser));
        Assert.Contains("No account is like that", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100%", "sure%")]
    [InlineData("under_score", "r_s")]
    [InlineData("back\\slash", "k\\s")]
    public async Task Signs_that_would_be_wildcards_are_found(string name, string text)
    {
        var (browser, person) = (await app.SignInAdministratorAsync(), await app.NewPersonAsync());
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, $"{name} sure%")));
        await FindAsync(browser, text);
        Assert.Contains(person.Email, Emails(browser));
    }

    [Fact]
    public async Task Pages_lead_through_all_of_them_once_and_newcomers_shift_nothing()
    {
        var browser = await app.SignInAdministratorAsync();
        var mark = Guid.CreateVersion7().ToString("N")[20..];
        var people = new List<string>();
        for (var i = 0; i < 53; i++)
        {
            people.Add((await app.NewPersonAsync(email: $"{mark}-{i}@example.com")).Email);
            app.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        await FindAsync(browser, mark);
        var seen = Emails(browser).ToList();
        Assert.Equal(25, seen.Count);
        await app.NewPersonAsync(email: $"{mark}-late@example.com");
        while (browser.Page.QuerySelector(".pager a[rel=next]") is not null)
        {
            await browser.ClickAsync("Older");
            seen.AddRange(Emails(browser));
        }

        people.Reverse();
        Assert.Equal(people, seen);
        await browser.ClickAsync("Newest");
        Assert.Equal($"{mark}-late@example.com", Emails(browser)[0]);
    }

    [Fact]
    public async Task Pages_through_very_many_are_led_as_those_through_few()
    {
        var browser = await app.SignInAdministratorAsync();
        await app.Db(db => db.Database.ExecuteSqlAsync(
            $"""
            insert into users (id, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, two_factor_enabled, lockout_enabled, access_failed_count)
            select gen_random_uuid(), now(), email, upper(email), email, upper(email), true, false, false, 0
            from (select 'crowd.' || number || '@crowded.example' as email from generate_series(1, 5010) as number) as people
            """));
        var expected = await app.Db(db => db.Users.Where(row => row.NormalizedEmail!.EndsWith("@CROWDED.EXAMPLE")).OrderByDescending(row => row.Id).Select(row => row.Email!).Take(50).ToListAsync());
        foreach (var text in new[] { "crowd.", "crowded.ex", "crowd.1" })
        {
            await FindAsync(browser, text);
            var seen = Emails(browser).ToList();
            await browser.ClickAsync("Older");
            seen.AddRange(Emails(browser));
            Assert.Equal(50, seen.Distinct().Count());
            if (text != "crowd.1") Assert.Equal(expected, seen);
        }
    }

    [Fact]
    public async Task Locked_and_unproven_accounts_can_be_listed_alone()
    {
        var browser = await app.SignInAdministratorAsync();
        var (locked, unproven) = (await app.NewPersonAsync(), await app.NewPersonAsync(verified: false));
        await browser.ActAsync($"/admin/accounts/{locked.Id}/lock", new { reason = "as a test" });
        await browser.GoAsync("/admin/accounts?state=locked");
        Assert.Contains(locked.Email, Emails(browser));
        Assert.DoesNotContain(unproven.Email, Emails(browser));
        await browser.GoAsync("/admin/accounts?state=unverified");
        Assert.Contains(unproven.Email, Emails(browser));
        Assert.DoesNotContain(locked.Email, Emails(browser));
    }

    private static Task FindAsync(Browser browser, string text) => browser.GoAsync($"/admin/accounts?q={Uri.EscapeDataString(text)}");

    private static IReadOnlyList<string> Emails(Browser browser) => [.. browser.Page.QuerySelectorAll(".row .name a").Select(link => link.TextContent)];
}
