using System.Net;
using AccountPortal.Shared;
using AccountPortal.Tests.Admin;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Shared;

/// <summary>Pages that read large tables are made in turn, and nothing else waits for them.</summary>
public class PageTurnsTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Who_comes_when_every_turn_is_taken_waits_for_one_in_line()
    {
        using var turns = new PageTurns();
        var taken = await AllAsync(turns);
        var first = turns.TakeAsync(CancellationToken.None).AsTask();
        using var gone = new CancellationTokenSource();
        var impatient = turns.TakeAsync(gone.Token).AsTask();
        var last = turns.TakeAsync(CancellationToken.None).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.False(first.IsCompleted);
        taken[0].Dispose();
        using var turn = await first;
        Assert.False(last.IsCompleted);
        taken[1].Dispose();
        using var another = await last;
    }

    [Theory]
    [InlineData("/account/sessions")]
    [InlineData("/account/activity")]
    [InlineData("/admin/accounts")]
    [InlineData("/admin/accounts/{id}")]
    [InlineData("/admin/activity")]
    [InlineData("/admin/deletions")]
    [InlineData("/admin/mail")]
    [InlineData("/admin/shared-accounts")]
    public async Task A_list_waits_for_its_turn(string path)
    {
        var person = await app.NewPersonAsync();
        var (browser, other) = (await app.SignInAdministratorAsync(), await app.SignInAsync(person));
        path = path.Replace("{id}", $"{person.Id}", StringComparison.Ordinal);
        var turns = app.Services.GetRequiredService<PageTurns>();
        var taken = await AllAsync(turns);
        try
        {
            var page = browser.GoAsync(path);
            await Eventually.IsTrueAsync("the page waits", () => Task.FromResult(turns.Waiting == 1));
            Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/me")).Status);
            await other.GoAsync("/account");
            Assert.False(page.IsCompleted);
            taken[0].Dispose();
            await page;
            Assert.Equal(path, browser.Path);
        }
        finally
        {
            taken.ForEach(turn => turn.Dispose());
        }
    }

    [Fact]
    public async Task Who_takes_a_page_in_slowly_keeps_nobody_waiting()
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        // More than goes into the buffers on the way.
        await app.Db(db => db.Sessions.Where(row => row.UserId == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.UserAgent, new string('x', 20_000_000))));
        var slow = new List<HttpResponseMessage>();
        for (var i = 0; i < PageTurns.AtOnce; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Address, "/account/sessions"));
            request.Headers.Host = app.Origin.Authority;
            request.Headers.Add("Cookie", browser.Cookies.Header("/account/sessions"));
            slow.Add(await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
            Assert.Equal(HttpStatusCode.OK, slow[i].StatusCode);
        }

        await browser.GoAsync("/account/activity").WaitAsync(TimeSpan.FromMinutes(1));
        slow.ForEach(response => response.Dispose());
    }

    private static async Task<List<IDisposable>> AllAsync(PageTurns turns)
    {
        var taken = new List<IDisposable>();
        for (var i = 0; i < PageTurns.AtOnce; i++)
        {
            taken.Add(await turns.TakeAsync(CancellationToken.None));
        }

        return taken;
    }
}
