using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccountPortal.Activity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Passkeys;

/// <summary>Answers that no honest passkey gives: each is refused in the same words, and none is a fault of the portal.</summary>
public class PasskeyAttackTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Refusal = "That passkey was not accepted.";

    private static readonly string[] Values = ["null", "5", "[]", "{}", "\"\"", "\"AAAA\"", "\"!\"", "\"\\u0000\"", "\"\\ud800\""];

    public static TheoryData<string> Lies => [.. TheLies.Keys];

    private static Dictionary<string, Lie> TheLies { get; } = new()
    {
        ["another origin"] = new() { Origin = "https://evil.example" },
        ["a host below"] = new() { Origin = "http://evil.127.0.0.1" },
        ["no origin"] = new() { Origin = "" },
        ["another domain"] = new() { RpId = "evil.example" },
        ["a frame in another site"] = new() { CrossOrigin = true },
        ["a top page of another site"] = new() { TopOrigin = "https://evil.example" },
        ["an answer to making one"] = new() { Type = "webauthn.create" },
        ["nobody touched it"] = new() { NobodyThere = true },
        ["nobody was verified"] = new() { Unverified = true },
        ["a tampered signature"] = new() { BadSignature = true },
        ["nobody's account"] = new() { UserHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Guid.CreateVersion7().ToString())) },
        ["no id of an account"] = new() { UserHandle = Base64Url.EncodeToString("\0not an id"u8) },
        ["a challenge of its own"] = new() { Challenge = Base64Url.EncodeToString(new byte[32]) },
        ["no challenge"] = new() { Challenge = "" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_is_refused(string lie)
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        await browser.SignInWithAsync(passkey, TheLies[lie]);
        await AssertRefusedAsync(browser);
        Assert.Equal(1, await RefusalsAsync(person));
        await browser.SignInWithAsync(passkey);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another domain")]
    [InlineData("a frame in another site")]
    [InlineData("a top page of another site")]
    [InlineData("nobody touched it")]
    [InlineData("nobody was verified")]
    [InlineData("a challenge of its own")]
    public async Task None_is_added_by_a_lie(string lie)
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.AddAsync(app.NewPasskey(), lie: TheLies[lie]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("This passkey could not be added.", browser.Text, StringComparison.Ordinal);
        await browser.GoAsync("/account/passkeys");
        Assert.Contains("No passkeys yet", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Host_header_does_not_choose_the_origin()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        browser.Headers["Origin"] = "http://evil.example";
        await browser.GoAsync("http://evil.example/sign-in");
        var options = await browser.PostJsonAsync("http://evil.example/login/passkey-options");
        Assert.Equal(app.Origin.Host, options["rpId"].GetString());
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        var answer = passkey.Get(options.Body, new() { Origin = "http://evil.example" });
        await browser.PostFormAsync("http://evil.example/sign-in/passkey", new { csrf = token, passkey = answer });
        await AssertRefusedAsync(browser);
    }

    [Fact]
    public async Task Another_accounts_passkey_opens_nothing_of_yours()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var (victim, _, _) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        await browser.SignInWithAsync(passkey, new() { UserHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(victim.Id.ToString())) });
        await AssertRefusedAsync(browser);
    }

    [Fact]
    public async Task An_answer_works_once()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync(synced: true);
        var browser = app.NewBrowser();
        var answer = await browser.AnswerAsync(passkey);
        var thief = browser.Copy();
        await browser.SendAsync("/sign-in/passkey", new { passkey = answer });
        Assert.True(await browser.IsSignedInAsync());
        await thief.GoAsync("/sign-in");
        await thief.SendAsync("/sign-in/passkey", new { passkey = answer });
        await AssertRefusedAsync(thief);
    }

    [Fact]
    public async Task Of_twenty_requests_with_one_answer_a_single_one_gets_in()
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync(synced: true);
        var browser = app.NewBrowser();
        var answer = await browser.AnswerAsync(passkey);
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        var thieves = Enumerable.Range(0, 20).Select(_ => browser.Copy()).ToList();
        var signedIn = await Race.RunAsync(20, async i =>
        {
            await thieves[i].PostFormAsync("/sign-in/passkey", new { csrf = token, passkey = answer });
            return thieves[i].Path == "/account";
        });
        Assert.Single(signedIn, got => got);
        Assert.Equal(2, await app.Db(db => db.Sessions.CountAsync(row => row.UserId == person.Id)));
    }

    [Theory]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public async Task A_challenge_lives_five_minutes(int seconds, bool works)
    {
        await using var other = await PortalApp.StartAsync();
        var (_, _, passkey) = await other.NewPasskeyPersonAsync();
        other.Clock.Stop();
        var browser = other.NewBrowser();
        var answer = await browser.AnswerAsync(passkey);
        var kept = browser.Cookies["portal-passkey"];
        // A later question keeps the cookie, not the earlier challenge.
        other.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        await browser.PostJsonAsync("/login/passkey-options");
        other.Clock.Advance(TimeSpan.FromSeconds(1));
        await browser.SendAsync("/sign-in/passkey", new { passkey = answer });
        Assert.Equal(works, await browser.IsSignedInAsync());
        Assert.NotNull(kept);
    }

    [Fact]
    public async Task What_was_asked_for_one_purpose_is_no_answer_to_another()
    {
        var (_, browser, passkey) = await app.NewPasskeyPersonAsync();
        await browser.GoAsync("/sign-in");
        var options = await browser.PostJsonAsync("/me/step-up/passkey-options");
        await browser.GoAsync("/account/passkeys/new");
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        await browser.PostFormAsync("/sign-in/passkey", new { csrf = token, passkey = passkey.Get(options.Body) });
        Assert.Contains(Refusal, browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_is_for_the_browser_that_was_asked()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var (victim, thief) = (app.NewBrowser(), app.NewBrowser());
        var answer = await victim.AnswerAsync(passkey);
        await thief.GoAsync("/sign-in");
        await thief.SendAsync("/sign-in/passkey", new { passkey = answer });
        await AssertRefusedAsync(thief);
    }

    [Fact]
    public async Task ASVS_16_3_3_A_copy_gives_itself_away_by_its_counter_and_the_owner_is_told()
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        var copy = passkey.Clone();
        await app.NewBrowser().SignInWithAsync(passkey);
        await app.NewBrowser().SignInWithAsync(passkey);
        var thief = app.NewBrowser();
        // Its counter is where the owner's was (1), and then just where the owner's is (2).
        for (var i = 0; i < 2; i++)
        {
            await thief.SignInWithAsync(copy);
            await AssertRefusedAsync(thief);
        }

        var told = await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id && row.Kind == EventKind.PasskeyCloned).ToListAsync());
        Assert.Equal(["Chrome on macOS", "Chrome on macOS"], told.Select(row => row.Detail("name")));
        Assert.All(told, row => Assert.True(row.IsRefused));
        var letter = await app.Mail.LastAsync(person.Email);
        Assert.Contains("may have been copied", letter.Subject, StringComparison.Ordinal);
        await app.NewBrowser().SignInWithAsync(passkey);
        Assert.True(passkey.Counter > copy.Counter);
    }

    [Fact]
    public async Task A_counter_that_once_counted_does_not_go_back_to_none()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        await app.NewBrowser().SignInWithAsync(passkey);
        var browser = app.NewBrowser();
        await browser.SignInWithAsync(passkey, new() { Counter = 0 });
        await AssertRefusedAsync(browser);
    }

    [Fact]
    public async Task Of_twenty_copies_with_the_same_counter_at_once_a_single_one_gets_in()
    {
        var (person, _, passkey) = await app.NewPasskeyPersonAsync();
        var browsers = Enumerable.Range(0, 20).Select(_ => app.NewBrowser()).ToList();
        var answers = await Task.WhenAll(browsers.Select(browser => browser.AnswerAsync(passkey, new() { Counter = 7 })));
        await Race.RunAsync(20, async i =>
        {
            await browsers[i].SendAsync("/sign-in/passkey", new { passkey = answers[i] });
            return i;
        });
        Assert.Single(browsers, browser => browser.Path == "/account");
        Assert.Equal(19, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.PasskeyCloned)));
    }

    [Fact]
    public async Task The_owner_is_told_of_a_copy_once_an_hour()
    {
        await using var other = await PortalApp.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var (person, _, passkey) = await other.NewPasskeyPersonAsync();
        await other.NewBrowser().SignInWithAsync(passkey);
        for (var hour = 1; hour <= 2; hour++)
        {
            for (var i = 0; i < 3; i++)
            {
                await other.NewBrowser().SignInWithAsync(passkey, new() { Counter = 1 });
            }

            Assert.Equal(hour, (await other.Mail.ToAsync(person.Email)).Count(letter => letter.Subject.Contains("copied", StringComparison.Ordinal)));
            other.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("0")]
    [InlineData("{\"response\":null}")]
    [InlineData("{\"response\":[]}")]
    [InlineData("{\"response\":{\"clientDataJSON\":5}}")]
    [InlineData("{\"response\":{\"clientDataJSON\":\"!!!\"}}")]
    [InlineData("{\"response\":{\"clientDataJSON\":\"bnVsbA\"}}")]
    [InlineData("{\"response\":{\"clientDataJSON\":\"AAAA\"}}")]
    [InlineData("{\"id\":\"\\ud800\",\"response\":{\"clientDataJSON\":\"\\ud800\"}}")]
    [InlineData("{\"id\":{},\"response\":{\"clientDataJSON\":\"e30\"}}")]
    public async Task What_is_no_answer_is_refused(string json)
    {
        var browser = app.NewBrowser();
        await browser.GoAsync("/sign-in");
        await browser.PostJsonAsync("/login/passkey-options");
        await browser.SendAsync("/sign-in/passkey", new { passkey = json });
        await AssertRefusedAsync(browser);
    }

    [Fact]
    public async Task An_answer_with_anything_broken_in_it_is_refused()
    {
        var (_, adder, passkey) = await app.NewPasskeyPersonAsync();
        var browser = app.NewBrowser();
        foreach (var broken in Broken(JsonNode.Parse(await browser.AnswerAsync(passkey))!.AsObject()))
        {
            // Each its own challenge, so that the check is reached.
            var fresh = await browser.AnswerAsync(passkey);
            await browser.SendAsync("/sign-in/passkey", new { passkey = Break(fresh, broken) });
            Assert.True(browser.Status == HttpStatusCode.UnprocessableEntity, $"{broken} was answered {(int)browser.Status}.");
        }

        foreach (var broken in Broken(JsonNode.Parse(await adder.AddAsync(app.NewPasskey()))!.AsObject()).Where(each => each.Path[^1] != "transports"))
        {
            await adder.GoAsync("/account/passkeys/new");
            var fresh = app.NewPasskey().Create((await adder.PostJsonAsync("/me/passkeys/options")).Body);
            await adder.SendAsync("/account/passkeys/new", new { passkey = Break(fresh, broken) });
            Assert.True(adder.Status == HttpStatusCode.UnprocessableEntity, $"{broken} was answered {(int)adder.Status}.");
        }
    }

    [Fact]
    public async Task What_the_browser_says_about_transports_is_kept_only_if_it_means_something()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.AddAsync(app.NewPasskey(), lie: new() { Transports = ["usb", "\0", "<script>", "usb"] });
        Assert.Equal("/account/passkeys?changed=True", browser.Path);
        var transports = (await browser.PostJsonAsync("/me/step-up/passkey-options"))["allowCredentials"][0].GetProperty("transports");
        Assert.Equal(["usb"], transports.EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task A_database_that_goes_away_in_the_middle_is_no_wrong_answer()
    {
        await using var other = await PortalApp.StartAsync();
        var (_, _, passkey) = await other.NewPasskeyPersonAsync();
        var browser = other.NewBrowser();
        var answer = await browser.AnswerAsync(passkey);
        await using var hold = await Hold.StartAsync(other);
        await hold.RunAsync("lock table user_passkeys in access exclusive mode");
        var sent = browser.SendAsync("/sign-in/passkey", new { passkey = answer });
        await hold.QueuedAsync(1);
        await other.SqlAsync<bool>("select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await hold.ReleaseAsync();
        await sent;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, browser.Status);
    }

    [Fact]
    public async Task Spent_challenges_go_when_they_are_over()
    {
        await using var other = await PortalApp.StartAsync();
        var (_, _, passkey) = await other.NewPasskeyPersonAsync();
        await other.NewBrowser().SignInWithAsync(passkey);
        Assert.Equal(2, await other.Db(db => db.SpentChallenges.CountAsync()));
        other.Clock.Advance(TimeSpan.FromMinutes(5));
        await other.NewBrowser().SignInWithAsync(passkey);
        Assert.Equal(1, await other.Db(db => db.SpentChallenges.CountAsync()));
    }

    private static async Task AssertRefusedAsync(Browser browser)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains(Refusal, browser.Text, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
    }

    private Task<int> RefusalsAsync(Person person) => app.Db(db => db.SecurityEvents.CountAsync(row =>
        row.AccountId == person.Id && row.Kind == EventKind.SignIn && row.Outcome == EventOutcome.Refused));

    // Every value at its place, each in ways that a reader may trip over. What Identity does not read may be anything.
    private static IEnumerable<Breakage> Broken(JsonObject answer) =>
        from path in answer.Where(each => each.Key is "id" or "type").Select(each => new[] { each.Key })
            .Concat(answer["response"]!.AsObject().Select(each => new[] { "response", each.Key }))
        from value in Values
        where path[^1] != "userHandle" || value != "null"
        select new Breakage(path, value);

    private static string Break(string answer, Breakage broken)
    {
        // By text: some of these values no writer of JSON would write.
        var node = JsonNode.Parse(answer)!;
        var parent = broken.Path.Length == 1 ? node : node["response"]!;
        parent[broken.Path[^1]] = "@here@";
        return node.ToJsonString().Replace("\"@here@\"", broken.Value, StringComparison.Ordinal);
    }

    private sealed record Breakage(string[] Path, string Value)
    {
        public override string ToString() => $"{Value} as {string.Join('.', Path)}";
    }
}
