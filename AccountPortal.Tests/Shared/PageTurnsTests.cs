using System.Net;
using AccountPortal.Shared;
using AccountPortal.Tests.Admin;
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
    [InlineData("/admin/activity")]
    [InlineData("/admin/deletions")]
    [InlineData("/admin/mail")]
    [InlineData("/admin/shared-accounts")]
    public async Task A_list_waits_for_its_turn(string path)
    {
        var (browser, other) = (await app.SignInAdministratorAsync(), await app.SignInAsync(await app.NewPersonAsync()));
        var taken = await AllAsync(app.Services.GetRequiredService<PageTurns>());
        try
        {
            var page = browser.GoAsync(path);
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
