namespace AccountPortal.Bench;

/// <summary>A line of the file that <see cref="Seed"/> writes: a session's id and the cookie that opens it.</summary>
internal sealed record SeededSession(Guid Id, string Cookie)
{
    public static async Task<SeededSession[]> ReadAsync(string file) =>
        [.. (await File.ReadAllLinesAsync(file)).Select(line => line.Split(' ', 2)).Select(parts => new SeededSession(Guid.Parse(parts[0]), parts[1]))];
}
