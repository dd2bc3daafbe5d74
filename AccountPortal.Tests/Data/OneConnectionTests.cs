using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>
/// No request needs a second connection while it holds one: where the pool has one left, whoever does waits for itself. In a crowd as large as the pool it would be each
/// other that they wait for.
/// </summary>
public sealed class OneConnectionTests : IAsyncLifetime, IAsyncDisposable
{
    private TestDatabase? database;
    private PortalApp? started;
    private NpgsqlConnection? held;

    private PortalApp App => started!;

    public async Task InitializeAsync()
    {
        database = await (await TestCluster.Shared).CreateDatabaseAsync();
        var narrow = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 2 };
        started = await PortalApp.StartAsync(database: new TestDatabase(narrow.ConnectionString, () => Task.CompletedTask));
        // Only migrations, before the first request, take two.
        held = await App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
    }

    [Fact]
    public async Task From_signing_up_to_deleting_everything_works()
    {
        var person = await App.NewPersonAsync();
        var browser = App.NewBrowser();
        for (var i = 0; i < 6; i++)
        {
            browser = await App.SignInAsync(person);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetJsonAsync("/me")).Status);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/step-up", new { password = person.Password })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "another sentence of mine" })).Status);
        person = person with { Password = "another sentence of mine" };
        var other = await App.SignInAsync(person);
        Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostJsonAsync("/me/sessions/revoke-all")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetJsonAsync("/me")).Status);
        var newEmail = People.New().Email;
        await browser.GoAsync("/account/email");
        await browser.SubmitAsync("Change address", new { newEmail, currentPassword = person.Password });
        await browser.GoAsync(await App.Mail.LastLinkAsync(newEmail, "/verify-email"));
        await browser.SubmitAsync("Confirm my address");
        Assert.Equal(newEmail, (await browser.GetJsonAsync("/me"))["email"].GetString());
        await browser.GoAsync("/account/delete");
        await browser.SubmitAsync("Delete my account in 30 days", new { email = newEmail });
        Assert.Contains("Keep my account", browser.Page.Body!.TextContent, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await (held?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (started?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (database?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}
