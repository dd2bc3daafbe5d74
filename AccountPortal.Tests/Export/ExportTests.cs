using System.Net;
using AccountPortal.Activity;
using AccountPortal.Export;
using AccountPortal.Tests.StepUp;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Export;

/// <summary>Asking for one's data and taking it along, on the page and as a program.</summary>
public class ExportTests(QuietPortal quiet) : IClassFixture<QuietPortal>
{
    private readonly PortalApp app = quiet.App;

    [Fact]
    public async Task The_page_leads_from_the_wish_to_the_file()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/account");
        Assert.NotNull(browser.Page.QuerySelector("nav a[href='/account/export']"));
        await browser.GoAsync("/account/export");
        Assert.Contains(browser.Page.QuerySelectorAll("main li"), part => part.TextContent == "Your devices");
        await browser.SubmitAsync("Prepare my data");
        Assert.Equal("/account/export", browser.Path);
        Assert.Contains("We are preparing your data", browser.Text, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"3\"", browser.Page.Head!.InnerHtml, StringComparison.Ordinal);
        var id = await app.Db(db => db.DataExports.Where(export => export.UserId == person.Id).Select(export => export.Id).SingleAsync());
        await app.SetAsync(id, "state = 'running', rows_done = 1234, rows_total = 5000, lease_until = now() - interval '1 s'");
        await browser.GoAsync("/account/export");
        Assert.Contains("1,234 of 5,000 entries", browser.Text, StringComparison.Ordinal);
        Assert.Equal(("5000", "1234"), (browser.Page.QuerySelector("progress")!.GetAttribute("max"), browser.Page.QuerySelector("progress")!.GetAttribute("value")));
        await app.MakeAllAsync();
        await browser.GoAsync("/account/export");
        Assert.Contains("Your data is ready", browser.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", browser.Page.Head!.InnerHtml, StringComparison.Ordinal);
        var row = await app.RowAsync(id);
        Assert.Contains(Convert.ToHexStringLower(row.Sha256!), browser.Text, StringComparison.Ordinal);
        Assert.Contains(FileSize.InWords(row.Size!.Value), browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Download");
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (browser.Status, browser.Response.Content.Headers.ContentType!.MediaType));
        var archive = new ReadArchive(await browser.Response.Content.ReadAsByteArrayAsync());
        Assert.Equal((row.Size, Convert.ToHexStringLower(row.Sha256!)), (archive.Bytes.Length, archive.Sha256));
        await app.HasLeftAsync(id);
        await browser.GoAsync("/account/export");
        Assert.Contains("You have your data", browser.Text, StringComparison.Ordinal);
        await browser.SubmitAsync("Prepare my data");
        Assert.Contains("We are preparing your data", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_asks_and_looks_and_fetches()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetJsonAsync("/me/export")).Status);
        var asked = await browser.PostJsonAsync("/me/export");
        Assert.Equal((HttpStatusCode.Accepted, "waiting", "/me/export"), (asked.Status, asked["state"].GetString(), asked.Response.Headers.Location!.OriginalString));
        var id = asked["id"].GetGuid();
        var early = await browser.FetchAsync(id);
        Assert.Equal((HttpStatusCode.Conflict, "export-not-ready", "Your data is still being prepared."), (early.Status, early.Problem, early["detail"].GetString()));
        var again = await browser.PostJsonAsync("/me/export");
        Assert.Equal((HttpStatusCode.Conflict, "export-exists", id), (again.Status, again.Problem, again["export"].GetProperty("id").GetGuid()));
        await app.MakeAllAsync();
        var ready = await browser.GetJsonAsync("/me/export");
        Assert.Equal(("ready", TimeSpan.FromDays(7)), (ready["state"].GetString(), ready["expiresAt"].GetDateTimeOffset() - ready["readyAt"].GetDateTimeOffset()));
        Assert.Equal(ready["rowsTotal"].GetInt64(), ready["rowsDone"].GetInt64());
        Assert.Equal(HttpStatusCode.Conflict, (await browser.PostJsonAsync("/me/export")).Status);
        Assert.Equal(ready["sha256"].GetString(), (await browser.ReadAsync(id)).Sha256);
        await app.HasLeftAsync(id);
        var second = await browser.FetchAsync(id);
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Contains("was downloaded already", second["detail"].GetString(), StringComparison.Ordinal);
        Assert.NotEqual(id, await browser.AskAsync());
    }

    [Fact]
    public async Task The_download_is_named_and_measured_and_kept_by_nobody()
    {
        var (person, browser, id) = await app.NewWithArchiveAsync();
        var headers = (await browser.FetchAsync(id)).Response;
        var name = headers.Content.Headers.ContentDisposition!;
        Assert.Equal(("attachment", $"account-portal-data-{app.Clock.GetUtcNow():yyyy-MM-dd}.zip"), (name.DispositionType, name.FileName));
        Assert.DoesNotContain(person.Email, name.ToString(), StringComparison.Ordinal);
        Assert.Equal((await app.RowAsync(id)).Size, headers.Content.Headers.ContentLength);
        Assert.Equal(("no-store", "nosniff"), (headers.Headers.CacheControl!.ToString(), headers.Headers.GetValues("X-Content-Type-Options").Single()));
    }

    [Fact]
    public async Task Its_owner_is_told_when_it_is_ready_and_when_it_has_left()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person, userAgent: UserAgents.FirefoxOnUbuntu);
        var id = await app.MadeAsync(browser);
        var ready = await app.Mail.LastAsync(person.Email);
        Assert.Contains("is ready", ready.Subject, StringComparison.Ordinal);
        Assert.Equal(new Uri(app.Origin, "/account/export").AbsoluteUri, ready.Button!.Url);
        Assert.Contains(ready.Facts, fact => fact is { Name: "Device", Value: "Firefox on Ubuntu" });
        Assert.Contains(ready.Facts, fact => fact is { Name: "Address", Value: "203.0.113.10" });
        await browser.ReadAsync(id);
        await app.HasLeftAsync(id);
        Assert.Contains("was downloaded", (await app.Mail.LastAsync(person.Email)).Subject, StringComparison.Ordinal);
        Assert.Equal(2, await app.Db(db => db.OutboxEmails.CountAsync(mail => mail.UserId == person.Id && mail.Subject.StartsWith("Your data"))));
        var kinds = await app.Db(db => db.SecurityEvents.Where(happened => happened.AccountId == person.Id).OrderBy(happened => happened.Id).Select(happened => happened.Kind).ToListAsync());
        Assert.Equal([EventKind.ExportRequested, EventKind.ExportFetched], kinds.Where(kind => kind.StartsWith("export", StringComparison.Ordinal)));
        await browser.GoAsync("/account/activity");
        Assert.Contains("Downloaded a copy of your data", browser.Text, StringComparison.Ordinal);
        // The link alone opens nothing.
        var stranger = app.NewBrowser();
        await stranger.GoAsync(ready.Button.Url);
        Assert.StartsWith("/sign-in", stranger.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_that_is_too_old_loses_neither_the_wish_nor_the_file()
    {
        var (browser, person) = await StaleSessions.NewAsync(app);
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Prepare my data");
        Assert.StartsWith("/step-up?for=export%20your%20data", browser.Path, StringComparison.Ordinal);
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        await browser.SubmitAsync("Do it: export your data");
        Assert.Contains("We are preparing your data", browser.Text, StringComparison.Ordinal);
        await app.MakeAllAsync();
        await app.AgeAsync(person.Id);
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Download");
        Assert.Equal(ExportState.Ready, await app.StateAsync(await IdOfAsync(person)));
        await browser.SubmitAsync("/step-up", new { password = person.Password });
        await browser.SubmitAsync("Do it: download your data");
        Assert.Equal("application/zip", browser.Response.Content.Headers.ContentType!.MediaType);
        await app.HasLeftAsync(await IdOfAsync(person));
    }

    [Fact]
    public async Task Where_there_is_a_second_factor_the_password_alone_is_not_enough()
    {
        var (person, browser, id) = await app.NewWithArchiveAsync();
        await app.SqlAsync<byte[]>("insert into user_passkeys (credential_id, user_id, data) values ($2, $1, '{}') returning credential_id", person.Id, person.Id.ToByteArray());
        foreach (var path in new[] { "/me/export", $"/me/export/{id}/archive" })
        {
            var refused = await browser.PostJsonAsync(path);
            Assert.Equal(("step-up-required", true), (refused.Problem, refused["secondFactor"].GetBoolean()));
        }

        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Download");
        Assert.Contains("factor=second", browser.Path, StringComparison.Ordinal);
        await app.SetAsync(id, "state = 'failed'");
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Prepare my data");
        Assert.Contains("factor=second", browser.Path, StringComparison.Ordinal);
        await app.ConfirmWithFactorAsync(person.Id);
        await browser.AskAsync();
    }

    [Fact]
    public async Task Somebody_elses_is_not_there()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        var stranger = await app.SignInAsync(await app.NewPersonAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.FetchAsync(id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.PostJsonAsync("/me/export/nonsense/archive")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetJsonAsync("/me/export")).Status);
        await stranger.GoAsync("/account/export");
        var token = stranger.Page.QuerySelector("form [name=csrf]")!.GetAttribute("value")!;
        await stranger.PostFormAsync($"/account/export/{id}/download", new { csrf = token });
        Assert.Equal(HttpStatusCode.NotFound, stranger.Status);
        await browser.ReadAsync(id);
    }

    [Fact]
    public async Task Whoever_cannot_prove_the_address_can_take_their_data_along()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync(verified: false));
        await browser.GoAsync("/verify-email/pending");
        Assert.NotNull(browser.Page.QuerySelector("nav a[href='/account/export']"));
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Prepare my data");
        await app.MakeAllAsync();
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Download");
        Assert.Equal("application/zip", browser.Response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task So_can_whoever_is_about_to_leave()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await app.SqlAsync<Guid>("insert into deletion_requests (user_id, requested_at, execute_at) values ($1, now(), now() + interval '30 days') returning user_id", person.Id);
        browser = await app.SignInAsync(person);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetJsonAsync("/me/sessions")).Status);
        var archive = await browser.ReadAsync(await app.MadeAsync(browser));
        Assert.Equal(1, archive.Rows("deletion", "deletion_requests").GetArrayLength());
        await browser.GoAsync("/account/export");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
    }

    [Fact]
    public async Task Of_many_wishes_at_once_one_is_made()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        await using var hold = await Hold.StartAsync(app);
        await hold.RunAsync("select 1 from users where id = $1 for no key update", person.Id);
        var race = Race.RunAsync(10, _ => browser.PostJsonAsync("/me/export"));
        // All are at the door before any of them has looked.
        await hold.QueuedAsync(10);
        await hold.ReleaseAsync();
        var answers = await race;
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.Equal(9, answers.Count(answer => answer.Problem == "export-exists"));
        Assert.Equal(1, await app.Db(db => db.DataExports.CountAsync(export => export.UserId == person.Id)));
        await browser.GoAsync("/account/export");
        Assert.DoesNotContain("Prepare my data", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_hundred_downloads_at_once_one_gets_the_file()
    {
        var (person, browser, id) = await app.NewWithArchiveAsync();
        var answers = await Race.RunAsync(100, _ => browser.FetchAsync(id));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(99, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Problem: "export-not-ready" }));
        await app.HasLeftAsync(id);
        Assert.Equal(1, await app.Db(db => db.SecurityEvents.CountAsync(happened => happened.AccountId == person.Id && happened.Kind == EventKind.ExportFetched)));
    }

    [Fact]
    public async Task The_page_says_why_it_cannot_be_downloaded()
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        await browser.GoAsync("/account/export");
        var tab = browser.Copy();
        await tab.GoAsync("/account/export");
        await browser.SubmitAsync("Download");
        await app.HasLeftAsync(id);
        await tab.SubmitAsync("Download");
        Assert.Equal(HttpStatusCode.Conflict, tab.Status);
        Assert.Contains("Your data was downloaded already", tab.Page.QuerySelector("[data-summary]")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExportState.Failed, "We could not prepare your data")]
    [InlineData(ExportState.Expired, "Your data was not downloaded in time")]
    public async Task What_did_not_work_is_said_and_can_be_asked_for_again(string state, string heading)
    {
        var (_, browser, id) = await app.NewWithArchiveAsync();
        await app.SetAsync(id, "state = $2", state);
        await browser.GoAsync("/account/export");
        Assert.Contains(heading, browser.Text, StringComparison.Ordinal);
        Assert.Equal("export-not-ready", (await browser.FetchAsync(id)).Problem);
        await browser.SubmitAsync("Prepare my data");
        Assert.Contains("We are preparing your data", browser.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_few_a_day_are_enough()
    {
        await using var strict = await ExportPortal.StartAsync(new() { ["RateLimits:Enabled"] = "true" });
        var browser = await strict.SignInAsync(await strict.NewPersonAsync());
        for (var i = 0; i < ExportRequests.Limit.Burst; i++)
        {
            var id = await browser.AskAsync();
            // To ask again while there is one takes nothing.
            Assert.Equal(HttpStatusCode.Conflict, (await browser.PostJsonAsync("/me/export")).Status);
            await strict.SetAsync(id, "state = 'failed'");
        }

        var refused = await browser.PostJsonAsync("/me/export");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.InRange(refused.Response.Headers.RetryAfter!.Delta!.Value.TotalHours, 7.9, 8);
        await browser.GoAsync("/account/export");
        await browser.SubmitAsync("Prepare my data");
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
    }

    private Task<Guid> IdOfAsync(Person person) => app.Db(db => db.DataExports.Where(export => export.UserId == person.Id).Select(export => export.Id).SingleAsync());
}
