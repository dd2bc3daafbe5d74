namespace AccountPortal.Places;

/// <summary>
/// One of the named files, with the database last read from it. A look-up takes the database that is there, and keeps it until it is done
/// whatever happens to the file meanwhile.
/// </summary>
internal sealed class DatabaseFile(string path, ILogger logger)
{
    private readonly Lock reading = new();
    private volatile MaxMindDatabase? database;
    private FileStamp? done;
    private FileStamp? seen;
    private int isReported;

    public MaxMindDatabase? Database => database;

    /// <summary>The database in the file as it is now. Throws <see cref="MaxMindException"/>, whatever is wrong with it.</summary>
    public static MaxMindDatabase Read(string path) => Read(path, out _);

    /// <summary>Reads the file for the first time; one that went bad since it was checked is only reported.</summary>
    public void Open()
    {
        lock (reading)
        {
            Load(FileStamp.Of(path));
        }
    }

    /// <summary>
    /// Reads the file anew if it was changed, replaced, or is another by way of a link. Only once it was found the same twice in a row: it may
    /// be just being written.
    /// </summary>
    public void Refresh()
    {
        lock (reading)
        {
            var now = FileStamp.Of(path);
            var isSettled = now == seen;
            seen = now;
            if (isSettled && now != done)
            {
                Load(now);
            }
        }
    }

    /// <summary>Says once of each database that a record of it is damaged.</summary>
    public void Report(MaxMindException exception)
    {
        if (Interlocked.Exchange(ref isReported, 1) == 0)
        {
            logger.LogWarning("The place database {Path} {Reason}; places that it does not tell are left out", path, exception.Message);
        }
    }

    internal static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or OutOfMemoryException;

    private static MaxMindDatabase Read(string path, out FileStamp stamp)
    {
        try
        {
            using var file = File.OpenHandle(path, options: FileOptions.SequentialScan, share: FileShare.ReadWrite | FileShare.Delete);
            stamp = FileStamp.Of(file);
            if (stamp.Length > Array.MaxLength)
            {
                throw new MaxMindException("is larger than 2 GB");
            }

            // What is cut off meanwhile is missed by the metadata, what changes meanwhile by the next round.
            var content = new byte[stamp.Length];
            var length = 0;
            while (RandomAccess.Read(file, content.AsSpan(length), length) is > 0 and var read)
            {
                length += read;
            }

            return new MaxMindDatabase(content);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new MaxMindException($"cannot be read ({exception.Message})");
        }
    }

    private void Load(FileStamp? stamp)
    {
        done = seen = stamp;
        try
        {
            var fresh = Read(path, out var read);
            (database, done, isReported) = (fresh, read, 0);
            logger.LogInformation("Places are read from {Path}: {Type}, built {BuiltAt:yyyy-MM-dd}", path, fresh.Metadata.DatabaseType, fresh.Metadata.BuiltAt);
        }
        catch (MaxMindException exception)
        {
            logger.LogWarning(
                "The place database {Path} {Reason}; {Consequence}", path, exception.Message, database is null ? "it is left out" : "the one before stays in use");
        }
    }
}
