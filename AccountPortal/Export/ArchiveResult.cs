using System.Globalization;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AccountPortal.Export;

/// <summary>The archive as a download, under a name that tells nothing about whose it is: it may lie in a folder that others see.</summary>
internal sealed class ArchiveResult(LeavingArchive archive) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        var (services, response) = (context.HttpContext.RequestServices, context.HttpContext.Response);
        var day = services.GetRequiredService<TimeProvider>().GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var product = Slug(services.GetRequiredService<IOptions<BrandingOptions>>().Value.Name);
        response.ContentType = "application/zip";
        response.ContentLength = archive.Size;
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{product}data-{day}.zip" }.ToString();
        return services.GetRequiredService<ArchiveSending>().SendAsync(context.HttpContext, archive);
    }

    private static string Slug(string name) => string.Concat(
        new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word + "-"));
}
