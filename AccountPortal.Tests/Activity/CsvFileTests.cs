using System.IO.Pipelines;
using System.Text;
using AccountPortal.Activity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Tests.Activity;

public class CsvFileTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly string Fat = new('x', 100_000);

    [Fact]
    public async Task Rows_are_on_their_way_before_the_last_one_is_read()
    {
        var (pipe, context, seen) = (new Pipe(), new DefaultHttpContext(), new TaskCompletionSource());
        context.Response.Body = pipe.Writer.AsStream();
        var writing = WriteAsync(context, pipe, Rows(seen.Task));
        var reading = pipe.Reader.AsStream();
        // The last row waits for this: a writer that collects everything first would wait for ever.
        var first = new byte["\uFEFFcolumn\r\nxxx".Length + 2];
        await reading.ReadExactlyAsync(first).AsTask().WaitAsync(Bound);
        Assert.Equal("\uFEFFcolumn\r\nxxx", Encoding.UTF8.GetString(first));
        seen.SetResult();
        Assert.EndsWith("x\r\nlast\r\n", await new StreamReader(reading).ReadToEndAsync().WaitAsync(Bound), StringComparison.Ordinal);
        await writing;
    }

    [Fact]
    public async Task Nothing_is_written_where_the_first_row_fails_so_that_the_answer_can_say_so()
    {
        var (context, body) = (new DefaultHttpContext(), new MemoryStream());
        context.Response.Body = body;
        var file = new CsvFile("file.csv", ["column"], Failing());
        await Assert.ThrowsAsync<IOException>(() => file.ExecuteResultAsync(new ActionContext { HttpContext = context }));
        Assert.Empty(body.ToArray());
    }

    private static async Task WriteAsync(HttpContext context, Pipe pipe, IAsyncEnumerable<IReadOnlyList<string?>> rows)
    {
        await new CsvFile("file.csv", ["column"], rows).ExecuteResultAsync(new ActionContext { HttpContext = context });
        await pipe.Writer.CompleteAsync();
    }

    private static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(Task seen)
    {
        yield return [Fat];
        await seen;
        yield return ["last"];
    }

    private static async IAsyncEnumerable<IReadOnlyList<string?>> Failing()
    {
        await Task.Yield();
        yield return Environment.TickCount64 >= 0 ? throw new IOException("gone") : [];
    }
}
