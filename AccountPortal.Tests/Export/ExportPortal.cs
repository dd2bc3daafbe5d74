using System.Net;
using AccountPortal.Export;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Export;

/// <summary>A portal that makes exports only when the test says so.</summary>
internal static class ExportPortal
{
    public static Task<PortalApp> StartAsync(Dictionary<string, string?>? settings = null, TestDatabase? database = null) =>
        PortalApp.StartAsync(settings, database: database, services: WithoutRounds);

    public static void WithoutRounds(IServiceCollection services)
    {
        var rounds = services.Single(service => service.ImplementationType == typeof(ExportRounds));
        services.Remove(rounds);
    }

    public static ExportQueue Queue(this PortalApp app) => app.Services.GetRequiredService<ExportQueue>();

    public static Task<bool> MakeNextAsync(this PortalApp app, CancellationToken stopping = default) => app.Services.GetRequiredService<ExportMaking>().MakeNextAsync(stopping);

    /// <summary>Makes all that waits.</summary>
    public static async Task MakeAllAsync(this PortalApp app)
    {
        while (await app.MakeNextAsync())
        {
        }
    }

    public static async Task<Guid> AskAsync(this Browser browser)
    {
        var answer = await browser.PostJsonAsync("/me/export");
        Assert.True(answer.Status == HttpStatusCode.Accepted, answer.Text);
        return answer["id"].GetGuid();
    }

    /// <summary>Asks for it and makes it.</summary>
    public static async Task<Guid> MadeAsync(this PortalApp app, Browser browser)
    {
        var id = await browser.AskAsync();
        await app.MakeAllAsync();
        Assert.Equal(ExportState.Ready, await app.StateAsync(id));
        return id;
    }

    /// <summary>Somebody with an archive that waits for them.</summary>
    public static async Task<(Person Person, Browser Browser, Guid Id)> NewWithArchiveAsync(this PortalApp app)
    {
        var person = await app.NewPersonAsync();
        var browser = await app.SignInAsync(person);
        return (person, browser, await app.MadeAsync(browser));
    }

    public static Task<JsonAnswer> FetchAsync(this Browser browser, Guid id) => browser.PostJsonAsync($"/me/export/{id}/archive");

    /// <summary>Fetches it by the JSON route and reads it.</summary>
    public static async Task<ReadArchive> ReadAsync(this Browser browser, Guid id)
    {
        var answer = await browser.FetchAsync(id);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return new ReadArchive(await answer.Response.Content.ReadAsByteArrayAsync());
    }

    public static Task<DataExport> RowAsync(this PortalApp app, Guid id) => app.Db(db => db.DataExports.AsNoTracking().SingleAsync(export => export.Id == id));

    public static async Task<string> StateAsync(this PortalApp app, Guid id) => (await app.RowAsync(id)).State;

    /// <summary>Waits until it has left: the last byte is with its owner a moment before the portal has noted it. Then nothing of it is there.</summary>
    public static async Task HasLeftAsync(this PortalApp app, Guid id)
    {
        await Eventually.IsTrueAsync("the archive has left", async () => await app.StateAsync(id) == ExportState.Fetched);
        Assert.Equal(0, await app.PartsAsync(id));
    }

    public static Task<int> PartsAsync(this PortalApp app, Guid id) => app.Db(db => db.DataExportParts.CountAsync(part => part.ExportId == id));

    public static Task SetAsync(this PortalApp app, Guid id, string set, params object[] values) =>
        app.SqlAsync<Guid>($"update data_exports set {set} where id = $1 returning id", [id, .. values]);
}
