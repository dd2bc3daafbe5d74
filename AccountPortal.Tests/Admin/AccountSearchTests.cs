using System.Data.Common;
using System.Net;
using AccountPortal.Admin;
using AccountPortal.Data;
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

    [Fact]
    public async Task A_long_text_is_found_wherever_it_stands_and_only_as_a_whole()
    {
        var browser = await app.SignInAdministratorAsync();
        var person = await app.NewPersonAsync(email: "augusta.ada-lovelace1815@engine.example");
        // All that the index is asked for, in another order.
        await app.NewPersonAsync(email: "815ace.ela.lov-ada@engine.example");
        foreach (var text in new[] { "ada-lovelace1815", "A-LOVELACE18", "augusta.ada-lovelace1815", "lovelace", "usta.ada-love" })
        {
            await FindAsync(browser, text);
            Assert.Equal([person.Email], Emails(browser));
        }
    }

    [Theory]
    [InlineData("grace.hopper", "ix_users_normalized_email", "ix_users_domain", "ix_users_search_text")]
    [InlineData("grace", "ix_users_normalized_email", "ix_users_domain", "ix_users_search_text")]
    [InlineData("grac", "ix_users_normalized_email", "ix_users_domain", "ix_users_search_text")]
    [InlineData("gr", "ix_users_normalized_email", "ix_users_domain", "ix_users_search_text")]
    [InlineData("grace.hopper@navy.example", "ix_users_normalized_email", "ix_users_domain", "ix_users_search_text")]
    [InlineData("grace.hopper@", "ix_users_normalized_email", "ix_users_search_text")]
    public async Task What_is_like_a_text_is_looked_for_in_indexes(string text, params string[] indexes)
    {
        var plan = await PlanAsync(db => AccountsLike.Ids(db, new AccountQuery(), text));
        Assert.All(indexes, index => Assert.Contains(index, plan, StringComparison.Ordinal));
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    // One from each half or third: what everybody's address begins or ends with leads to everybody.
    [Theory]
    [InlineData("holm", "%holm%")]
    [InlineData("r_s", "%r\\_s%")]
    [InlineData("gr", "% gr%")]
    [InlineData("xyzcorpanne", "%xyz%", "%orp%", "%pan%")]
    [InlineData("xyzcorp", "%xyz%", "%orp%")]
    [InlineData("zq.zq.adaada", "%ada%", "%aad%")]
    [InlineData("contractors.lea.orsini", "%rac%", "%ors%", "%rsi%")]
    public async Task The_index_is_asked_for_a_few_pieces_from_all_of_a_text(string text, params string[] pieces)
    {
        var asked = await app.Db(db =>
        {
            using var command = AccountsLike.Ids(db, new AccountQuery(), text).CreateDbCommand();
            return Task.FromResult(command.Parameters.Cast<DbParameter>().Select(parameter => (string)parameter.Value!).Where(value => value[0] == '%').ToList());
        });
        Assert.Equal(pieces.Order(), asked.Order());
    }

    [Theory]
    [InlineData("locked", "ix_users_locked")]
    [InlineData("unverified", "ix_users_unverified")]
    public async Task A_state_is_looked_for_in_its_index(string state, string index) =>
        Assert.Contains(index, await PlanAsync(db => AccountSearch.InState(db.Users, new AccountQuery { State = state })), StringComparison.Ordinal);

    [Fact]
    public async Task A_domain_is_looked_for_in_its_index() =>
        Assert.Contains("ix_users_domain", await PlanAsync(db => AccountSearch.OfDomain(db.Users, "navy.example")), StringComparison.Ordinal);

    // The table is all but empty here. What is left with these turned off has no index that leads to what matches.
    private Task<string> PlanAsync<T>(Func<PortalDbContext, IQueryable<T>> query) => app.Db(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlRawAsync("set local enable_seqscan = off; set local enable_indexscan = off");
        await using var command = query(db).CreateDbCommand();
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

    [Theory]
    [InlineData("%")]
    [InlineData("o_dity")]
    [InlineData("od%ity")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    [InlineData("{0}")]
    [InlineData("{@")]
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
        for (var i = 0; i < 49; i++)
        {
            people.Add((await app.NewPersonAsync(email: $"person-{i}@{mark}.example")).Email);
            app.Clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        await FindAsync(browser, $"@{mark}.example");
        var seen = Emails(browser).ToList();
        Assert.Equal(AccountSearch.PageSize, seen.Count);
        await app.NewPersonAsync(email: $"late@{mark}.example");
        while (browser.Page.QuerySelector(".pager a[rel=next]") is not null)
        {
            await browser.ClickAsync("Older");
            seen.AddRange(Emails(browser));
        }

        people.Reverse();
        Assert.Equal(people, seen);
        await browser.ClickAsync("Newest");
        Assert.Equal($"late@{mark}.example", Emails(browser)[0]);
    }

    [Fact]
    public async Task All_of_a_domain_are_listed()
    {
        var browser = await app.SignInAdministratorAsync();
        var expected = await CrowdAsync("crowd", "crowded.example", 205);
        await CrowdAsync("crowd", "sub.crowded.example", 1);
        Assert.Equal(expected, await AllAsync(browser, "@Crowded.example"));
    }

    [Fact]
    public async Task Of_more_than_a_page_that_are_like_a_text_some_are_shown()
    {
        var browser = await app.SignInAdministratorAsync();
        var expected = await CrowdAsync("swarm", "swarming.example", AccountSearch.PageSize);
        // Where they begin so, where their domain does, and where they have it elsewhere.
        foreach (var text in new[] { "swarm.", "swarming.ex", "warm.", "arm@swarming.ex" })
        {
            Assert.Equal(expected, await AllAsync(browser, text));
        }

        await CrowdAsync("swarm", "swarming.example", 1);
        foreach (var text in new[] { "swarm.", "swarming.ex", "warm.", "arm@swarming.ex" })
        {
            await FindAsync(browser, text);
            Assert.Equal(AccountSearch.PageSize, Emails(browser).Distinct().Count());
            Assert.Contains("More than 25 accounts are like that.", browser.Text, StringComparison.Ordinal);
            Assert.Null(browser.Page.QuerySelector(".pager"));
        }
    }

    [Fact]
    public async Task Who_begins_so_comes_before_those_who_only_have_it_somewhere()
    {
        await CrowdAsync("a.torrent", "streams.example", 150);
        var email = (await CrowdAsync("torrent", "torrents.example", 1)).Single();
        var found = await app.Db(db => AccountsLike.Ids(db, new AccountQuery(), "torrent.").ToListAsync());
        Assert.Equal(AccountSearch.PageSize + 1, found.Distinct().Count());
        Assert.Contains(await app.Db(db => db.Users.Where(row => row.Email == email).Select(row => row.Id).SingleAsync()), found);
    }

    [Theory]
    [InlineData("gale.", "gale", "gales.example", "north.gale")]
    [InlineData("tide", "low.tide", "tide.example", "high.tide")]
    public async Task Who_is_like_a_text_in_two_ways_is_found_once(string text, string name, string domain, string another)
    {
        await CrowdAsync(name, domain, 10);
        await CrowdAsync(another, "elsewhere.example", 5);
        Assert.Equal(15, (await app.Db(db => AccountsLike.Ids(db, new AccountQuery(), text).ToListAsync())).Count);
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

    // Their addresses, the newest first.
    private Task<List<string>> CrowdAsync(string name, string domain, int count) => app.Db(async db =>
    {
        var from = await db.Users.CountAsync();
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into users (id, created_at, user_name, normalized_user_name, email, normalized_email, email_verified, two_factor_enabled, lockout_enabled, access_failed_count)
            select gen_random_uuid(), now(), email, upper(email), email, upper(email), true, false, false, 0
            from (select {name} || '.' || number || '.' || {name} || '@' || {domain} as email from generate_series({from}, {from + count - 1}) as number) as people
            """);
        return await db.Users.Where(row => row.Email!.EndsWith("@" + domain)).OrderByDescending(row => row.Id).Select(row => row.Email!).ToListAsync();
    });

    private static async Task<List<string>> AllAsync(Browser browser, string text)
    {
        await FindAsync(browser, text);
        var seen = Emails(browser).ToList();
        while (browser.Page.QuerySelector(".pager a[rel=next]") is not null)
        {
            await browser.ClickAsync("Older");
            seen.AddRange(Emails(browser));
        }

        return seen;
    }

    private static Task FindAsync(Browser browser, string text) => browser.GoAsync($"/admin/accounts?q={Uri.EscapeDataString(text)}");

    private static IReadOnlyList<string> Emails(Browser browser) => [.. browser.Page.QuerySelectorAll(".row .name a").Select(link => link.TextContent)];
}
