using System.Net;
using AccountPortal.Activity;
using AccountPortal.Passkeys;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Passkeys;

/// <summary>The page on which people add, name and remove their passkeys.</summary>
public class PasskeyPageTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly Guid OnePassword = new("bada5566-a7aa-401f-bd96-45619a55120d");

    [Fact]
    public async Task A_new_passkey_is_listed_and_this_session_gets_a_new_key()
    {
        var person = await app.NewPersonAsync();
        var (other, browser) = (await app.SignInAsync(person), await app.SignInAsync(person));
        var thief = browser.Copy();
        await browser.AddAsync(app.NewPasskey(synced: true), "My phone");
        Assert.Contains("The passkey \"My phone\" is added.", browser.Page.Body!.TextContent, StringComparison.Ordinal);
        var row = browser.Page.QuerySelector(".row")!.TextContent;
        Assert.Contains("Synced", row, StringComparison.Ordinal);
        Assert.Contains("not used yet", row, StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
        // The others live on until the person says otherwise, and are asked about (ASVS 7.4.3).
        Assert.True(await other.IsSignedInAsync());
        await browser.SubmitAsync("Sign out 1 other session");
        Assert.False(await other.IsSignedInAsync());
        await browser.GoAsync("/account/passkeys");
        Assert.DoesNotContain("Sign out your other devices?", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_one_shows_a_second_factor_and_starts_sign_ins_under_way_again()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        var stamp = await StampAsync(person);
        Assert.Null(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.SecondFactorAt).SingleAsync()));
        await browser.AddAsync(app.NewPasskey());
        Assert.NotNull(await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.SecondFactorAt).SingleAsync()));
        Assert.NotEqual(stamp, await StampAsync(person));
    }

    [Fact]
    public async Task ASVS_6_3_7_The_owner_is_told_of_a_passkey_added_and_removed()
    {
        var (person, browser, _) = await app.NewPasskeyPersonAsync();
        var added = await app.Mail.LastAsync(person.Email);
        Assert.Contains("was added", added.Subject, StringComparison.Ordinal);
        Assert.Contains(added.Facts, fact => fact is { Name: "Passkey", Value: "Chrome on macOS" });
        Assert.Equal(app.Origin.AbsoluteUri + "account/passkeys", added.Button!.Url);
        await browser.SubmitAsync("Remove Chrome on macOS");
        Assert.Contains("was removed", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        var told = await app.Db(db => db.SecurityEvents.Where(row => row.AccountId == person.Id && row.Kind.StartsWith("passkey")).OrderBy(row => row.Id).ToListAsync());
        Assert.Equal(
            [(EventKind.PasskeyAdded, "Chrome on macOS"), (EventKind.PasskeyRemoved, "Chrome on macOS")], told.Select(row => (row.Kind, row.Detail("name")!)));
        await browser.GoAsync("/account/activity");
        Assert.Contains("Added the passkey", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASVS_6_5_6_A_removed_passkey_is_dead_and_the_session_gets_a_new_key()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var (thief, stamp) = (browser.Copy(), await StampAsync(person));
        await browser.SubmitAsync("Remove Chrome on macOS");
        Assert.Contains("No passkeys yet", browser.Text, StringComparison.Ordinal);
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
        Assert.NotEqual(stamp, await StampAsync(person));
        var newcomer = app.NewBrowser();
        await newcomer.SignInWithAsync(passkey);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, newcomer.Status);
        Assert.False(await newcomer.IsSignedInAsync());
    }

    [Fact]
    public async Task A_sign_in_that_waits_does_not_outlive_the_passkey_that_it_came_with()
    {
        await using var other = await PortalApp.StartAsync(new() { ["Sessions:AtLimit"] = "Ask", ["Sessions:MaxPerUser"] = "1" });
        var (person, browser, passkey) = await other.NewPasskeyPersonAsync();
        var thief = other.NewBrowser();
        await thief.SignInWithAsync(passkey);
        Assert.Equal("/sign-in/limit", thief.Path);
        await browser.SubmitAsync("Remove Chrome on macOS");
        await thief.SubmitAsync("Sign it out and go on", new { endSessionId = await other.Db(db => db.Sessions.Where(row => row.UserId == person.Id).Select(row => row.Id).SingleAsync()) });
        Assert.Equal("/sign-in", thief.Path);
        Assert.False(await thief.IsSignedInAsync());
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task Renaming_changes_the_name_alone()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var (thief, action) = (browser.Copy(), $"/account/passkeys/{passkey.Id}/name");
        await browser.SubmitAsync(action, new { name = "  Büro 🔑 " });
        Assert.Contains("Büro 🔑", browser.Page.QuerySelector(".row .name")!.TextContent, StringComparison.Ordinal);
        Assert.True(await thief.IsSignedInAsync());
        Assert.Single(await app.Mail.ToAsync(person.Email));
        foreach (var bad in new[] { "", " ", "a\u202eb" })
        {
            await browser.SubmitAsync(action, new { name = bad });
            Assert.True(browser.Status == HttpStatusCode.UnprocessableEntity, $"\"{bad}\" was answered {(int)browser.Status}.");
        }

        await browser.SendAsync(action, new { name = new string('x', 101) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        var newcomer = app.NewBrowser();
        await newcomer.SignInWithAsync(passkey);
        Assert.True(await newcomer.IsSignedInAsync());
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(row => row.AccountId == person.Id && row.Kind == EventKind.PasskeyRenamed)));
    }

    [Fact]
    public async Task Somebody_elses_passkey_is_not_found()
    {
        var (_, _, passkey) = await app.NewPasskeyPersonAsync();
        var (_, stranger, _) = await app.NewPasskeyPersonAsync();
        var token = stranger.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        foreach (var action in new[] { "name", "remove" })
        {
            await stranger.PostFormAsync($"/account/passkeys/{passkey.Id}/{action}", new { csrf = token, name = "mine" });
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
            await stranger.PostFormAsync($"/account/passkeys/!/{action}", new { csrf = token, name = "mine" });
            Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        }

        // Nothing was done, so the key is the same.
        Assert.True(await stranger.IsSignedInAsync());
        var owner = app.NewBrowser();
        await owner.SignInWithAsync(passkey);
        await owner.GoAsync("/account/passkeys");
        Assert.DoesNotContain("mine", owner.Page.QuerySelector(".row .name")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_name_it_is_called_after_its_make_and_the_device()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.AddAsync(app.NewPasskey(make: OnePassword));
        await browser.AddAsync(app.NewPasskey(make: OnePassword));
        await browser.AddAsync(app.NewPasskey());
        Assert.Equal(
            ["1Password (Chrome on macOS)", "1Password (Chrome on macOS) 2", "Chrome on macOS"],
            browser.Page.QuerySelectorAll(".row .name > span:first-child").Select(name => name.TextContent));
    }

    [Fact]
    public async Task A_name_that_will_not_do_is_said_beside_the_form()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.AddAsync(app.NewPasskey(), "a\u202eb");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Contains("can't be shown", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_is_told_what_the_account_has_and_what_the_portal_wants()
    {
        var (person, browser, passkey) = await app.NewPasskeyPersonAsync();
        var options = await browser.PostJsonAsync("/me/passkeys/options");
        Assert.Equal(passkey.Id, options["excludeCredentials"][0].GetProperty("id").GetString());
        var wants = options["authenticatorSelection"];
        Assert.Equal(("required", "required", true), (wants.GetProperty("residentKey").GetString(), wants.GetProperty("userVerification").GetString(), wants.GetProperty("requireResidentKey").GetBoolean()));
        Assert.Equal(("Account Portal", app.Origin.Host), (options["rp"].GetProperty("name").GetString(), options["rp"].GetProperty("id").GetString()));
        Assert.Equal(person.Email, options["user"].GetProperty("name").GetString());
        Assert.Equal("none", options["attestation"].GetString());
    }

    [Fact]
    public async Task One_account_has_twenty_at_most_also_when_the_last_ones_race()
    {
        var person = await app.NewPersonAsync();
        var (browser, first) = (await app.SignInAsync(person), app.NewPasskey());
        await browser.AddAsync(first);
        for (var i = 1; i < PasskeyAdding.Most - 1; i++)
        {
            await browser.AddAsync(app.NewPasskey());
        }

        // With the passkey: the password alone adds none any more.
        var second = app.NewBrowser();
        await second.SignInWithAsync(first);
        await Race.RunAsync(2, async i =>
        {
            await (i == 0 ? browser : second).AddAsync(app.NewPasskey());
            return i;
        });
        Assert.Equal(PasskeyAdding.Most, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
        var refused = browser.Status == HttpStatusCode.UnprocessableEntity ? browser : second;
        Assert.Contains("as many as it can have", refused.Text, StringComparison.Ordinal);
        await browser.GoAsync("/account/passkeys");
        Assert.Null(browser.Page.QuerySelector("a[href='/account/passkeys/new']"));
        Assert.Contains("as many as an account can have", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_passkey_of_another_account_cannot_be_added_not_even_in_a_race()
    {
        var browsers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => await app.SignInAsync(await app.NewPersonAsync())));
        var passkey = app.NewPasskey();
        var answers = new List<string>();
        foreach (var browser in browsers)
        {
            await browser.GoAsync("/account/passkeys/new");
            answers.Add(passkey.Create((await browser.PostJsonAsync("/me/passkeys/options")).Body));
        }

        await Race.RunAsync(browsers.Length, async i =>
        {
            await browsers[i].SendAsync("/account/passkeys/new", new { passkey = answers[i] });
            return i;
        });
        Assert.Single(browsers, browser => browser.Path == "/account/passkeys?changed=True");
        Assert.All(browsers.Where(browser => browser.Path == "/account/passkeys/new"), browser => Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status));
        Assert.All(await Task.WhenAll(browsers.Select(browser => browser.IsSignedInAsync())), Assert.True);
    }

    [Fact]
    public async Task An_answer_adds_one_passkey_once()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/passkeys/new");
        var token = browser.Page.QuerySelector("input[name=csrf]")!.GetAttribute("value");
        var options = await browser.PostJsonAsync("/me/passkeys/options");
        // Two keys for one question; and the second tab holds the same session.
        var (tab, answers) = (browser.Copy(), new[] { app.NewPasskey().Create(options.Body), app.NewPasskey().Create(options.Body) });
        await Race.RunAsync(2, async i =>
        {
            await (i == 0 ? browser : tab).PostFormAsync("/account/passkeys/new", new { csrf = token, passkey = answers[i] });
            return i;
        });
        Assert.Equal(1, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public async Task A_challenge_of_one_account_adds_nothing_to_another_that_signed_in_since()
    {
        var (browser, other) = (await app.SignInAsync(await app.NewPersonAsync()), await app.NewPersonAsync());
        await browser.GoAsync("/account/passkeys/new");
        var answer = app.NewPasskey().Create((await browser.PostJsonAsync("/me/passkeys/options")).Body);
        await browser.SignInAsync(other);
        await browser.GoAsync("/account/passkeys/new");
        await browser.SendAsync("/account/passkeys/new", new { passkey = answer });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        Assert.Equal(0, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == other.Id)));
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_adds_nothing()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account/passkeys/new");
        var answer = app.NewPasskey().Create((await browser.PostJsonAsync("/me/passkeys/options")).Body);
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var sent = browser.SendAsync("/account/passkeys/new", new { passkey = answer });
        await hold.QueuedAsync(1);
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteDeleteAsync());
        await hold.ReleaseAsync();
        await sent;
        Assert.Equal(0, await app.Db(db => db.UserPasskeys.CountAsync(row => row.UserId == person.Id)));
    }

    [Fact]
    public void What_changes_passkeys_wants_a_fresh_confirmation_with_a_second_factor()
    {
        var actions = app.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .Where(action => action.EndpointMetadata.OfType<RequireStepUpAttribute>().Any(attribute => attribute.SecondFactor))
            .Select(action => $"{action.ControllerName}.{action.MethodInfo.Name}").ToHashSet();
        Assert.Superset(new HashSet<string> { "Passkeys.New", "Passkeys.Remove", "PasskeyOptions.ToAdd" }, actions);
    }

    [Fact]
    public async Task The_overview_says_how_many_there_are()
    {
        var (_, browser, _) = await app.NewPasskeyPersonAsync();
        await browser.GoAsync("/account");
        Assert.Contains("You have 1 passkey.", browser.Text, StringComparison.Ordinal);
        await browser.ClickAsync("Manage passkeys");
        Assert.Equal("/account/passkeys", browser.Path);
    }

    [Fact]
    public async Task Without_scripts_the_page_says_that_passkeys_need_them()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        await browser.GoAsync("/account/passkeys/new");
        Assert.Contains("Passkeys need JavaScript", browser.Page.QuerySelector("noscript")!.TextContent, StringComparison.Ordinal);
        Assert.True(browser.Page.QuerySelector("[data-passkey]")!.HasAttribute("hidden"));
        await browser.GoAsync("/sign-out");
        var newcomer = app.NewBrowser();
        await newcomer.GoAsync("/sign-in");
        Assert.True(newcomer.Page.QuerySelector("form[action='/sign-in/passkey']")!.HasAttribute("hidden"));
        Assert.Equal("username webauthn", newcomer.Page.QuerySelector("#email")!.GetAttribute("autocomplete"));
    }

    private Task<string?> StampAsync(Person person) => app.Db(db => db.Users.Where(row => row.Id == person.Id).Select(row => row.SecurityStamp).SingleAsync());
}
