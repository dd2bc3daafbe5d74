namespace AccountPortal.Data.Embedded;

/// <summary>Turns what PostgreSQL printed into a message that says what to do.</summary>
internal static class StartFailure
{
    private const int Tail = 15;

    public static EmbeddedPostgresException From(string what, string output, ClusterPlace place)
    {
        if (output.Contains("No space left on device", StringComparison.Ordinal))
        {
            return new EmbeddedPostgresException($"{what}: the disk that holds {place.Home} is full.");
        }
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new EmbeddedPostgresException($"{what} in {place.Home}. It said:\n  {string.Join("\n  ", lines.TakeLast(Tail))}");
    }
}
