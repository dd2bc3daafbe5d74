using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AccountPortal.Export;

/// <summary>What of an archive is for reading: the page that a browser opens from the disk, and the note beside it.</summary>
internal sealed class ArchivePages(IServiceScopeFactory scopes)
{
    /// <summary>Rendered as a component, which escapes whatever people and browsers called themselves.</summary>
    public async Task<string> IndexAsync(ArchiveSummary summary)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(ArchiveIndex.Summary)] = summary });
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ArchiveIndex>(parameters)).ToHtmlString());
    }

    public static string Readme(ArchiveSummary summary) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        Your data at {OneLine(summary.Product)}
        As of {summary.MadeAt:d MMMM yyyy, HH:mm:ss} UTC

        index.html        to read: open it in a browser. It loads nothing from the internet.
        *.json            all of it, for programs: one file for each part, one list for each kind of thing.
        schema.json       what is in those files, what was left out of them, and why (JSON Schema 2020-12).
        checksums.sha256  shows that the files are whole: sha256sum -c checksums.sha256

        {string.Join('\n', summary.Features.Select(Line))}

        Left out are secrets (they would open your account to whoever finds this file), what is about other people,
        and numbers that mean something to the portal alone. schema.json names each of them.

        Keep this file where only you can read it: it says where and when you signed in.

        """);

    private static string Line(ArchiveSummaryFeature feature) =>
        string.Create(CultureInfo.InvariantCulture, $"{feature.Feature.File,-24} {feature.Feature.Title}: {feature.Tables.Sum(table => table.Count):N0}");

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
