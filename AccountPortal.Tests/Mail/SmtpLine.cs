using System.Text;

namespace AccountPortal.Tests.Mail;

/// <summary>Lines of a connection that end in CR LF; a lone CR or LF stays in the line, to be seen.</summary>
internal sealed class SmtpLine(Stream stream, CancellationToken stop)
{
    private readonly byte[] buffer = new byte[8192];
    private int start;
    private int end;

    public Stream Stream { get; set; } = stream;

    public Task WriteAsync(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"), stop).AsTask();

    /// <summary><c>null</c> at the end.</summary>
    public async Task<string?> ReadAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end)
            {
                (start, end) = (0, await Stream.ReadAsync(buffer, stop));
                if (end == 0)
                {
                    return null;
                }
            }

            line.Append((char)buffer[start++]);
            if (line.Length > 1 && line[^2] == '\r' && line[^1] == '\n')
            {
                return line.ToString(0, line.Length - 2);
            }
        }
    }

    /// <summary>A message up to its lone dot, the doubled dots undone.</summary>
    public async Task<string> ReadDataAsync()
    {
        var data = new StringBuilder();
        // One that is cut off in the midst was not taken.
        for (var line = await ReadAsync(); line != "."; line = await ReadAsync())
        {
            data.Append(line is null ? throw new IOException("gone") : line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return data.ToString();
    }
}
