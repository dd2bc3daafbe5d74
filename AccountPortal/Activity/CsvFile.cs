using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace AccountPortal.Activity;

/// <summary>
/// A download in RFC 4180's form, written while it is read: a hundred thousand rows take no more memory than ten. It begins with a byte order
/// mark, without which Excel takes UTF-8 for something else.
/// </summary>
public sealed class CsvFile(string name, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<string?>> rows) : IActionResult
{
    private const int BufferSize = 16 * 1024;

    public async Task ExecuteResultAsync(ActionContext context)
    {
        var (response, cancellationToken) = (context.HttpContext.Response, context.HttpContext.RequestAborted);
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = name }.ToString();
        // Not disposed: after a failure that would end a half file as if it were whole. An answer that breaks off is seen as one.
        var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), BufferSize, leaveOpen: true);
        await writer.WriteAsync(CsvLine.Of(header).AsMemory(), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(CsvLine.Of(row).AsMemory(), cancellationToken);
        }

        await writer.FlushAsync(cancellationToken);
    }
}
