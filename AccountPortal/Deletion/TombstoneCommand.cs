using AccountPortal.Data;

namespace AccountPortal.Deletion;

/// <summary>The commands <c>tombstones</c> and <c>erase-again</c>: what is to be kept beside backups, and what is to be run after one was brought back.</summary>
internal static class TombstoneCommand
{
    public const string List = "tombstones";
    public const string Again = "erase-again";

    public const string Help =
        """
          tombstones           Prints what is left of erased accounts, one a line, to be kept beside backups. It names nobody.
          erase-again [FILE]   After a backup was brought back: erases the accounts again that were erased before, by the table and by FILE (what
                               tombstones printed). With --dry-run it only says which, by id.
        """;

    private const string DryRun = "--dry-run";
    private const string Usage = "Use tombstones, or erase-again [FILE] [--dry-run].";

    /// <summary>Whether the arguments name one of the commands; otherwise there is no need for a database.</summary>
    public static bool IsOne(string[] words, string name) => words.Length <= (name == Again ? 1 : 0);

    public static Task<int> RefuseAsync() => FailAsync(Usage, 2);

    /// <summary>Prints the table.</summary>
    public static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreatePatientScope();
        await foreach (var stone in scope.ServiceProvider.GetRequiredService<Tombstones>().AllAsync().WithCancellation(cancellationToken))
        {
            Console.WriteLine(TombstoneLine.Of(stone));
        }

        return 0;
    }

    /// <summary>0: they are gone. 1: some could not be erased. 2: the command or the file is not understood, and nothing was done.</summary>
    public static async Task<int> AgainAsync(string[] args, string[] words, IServiceProvider services, CancellationToken cancellationToken)
    {
        List<Tombstone> stones = [];
        if (words is [var file])
        {
            if (await ReadAsync(file, stones, cancellationToken) is { } problem)
            {
                return await FailAsync(problem, 2);
            }

            Say([$"Read {Count(stones.Count)} from {file}."]);
        }

        await using var scope = services.CreatePatientScope();
        var again = scope.ServiceProvider.GetRequiredService<EraseAgain>();
        var found = await again.FindAsync(stones, cancellationToken);
        if (args.Contains(DryRun))
        {
            Say(found.Select(id => id.ToString()));
            Say([found.Count == 1 ? "1 account would be erased again." : $"{found.Count} accounts would be erased again."]);
            return 0;
        }

        var added = await again.AddAsync(stones, cancellationToken);
        var left = await again.EraseAsync(found, cancellationToken);
        var erased = found.Count - left.Count;
        Say([$"Erased {(erased == 1 ? "1 account" : $"{erased} accounts")} again; added {Count(added)}."]);
        return left.Count == 0 ? 0 : await FailAsync($"These could not be erased; they are tried again, and /admin/deletions says why:{Environment.NewLine}{string.Join(Environment.NewLine, left)}", 1);
    }

    private static async Task<string?> ReadAsync(string file, List<Tombstone> stones, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return $"There is no file {file}.";
        }

        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            number++;
            if (TombstoneLine.TryRead(line, out var stone))
            {
                stones.Add(stone);
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                return $"Line {number} of {file} is no tombstone. Nothing was done.";
            }
        }

        // What prints it may have failed, and its shell have emptied the file before: whoever was erased would stay.
        return stones.Count == 0 ? $"There is no tombstone in {file}. Nothing was done. If nobody was ever erased, leave it out." : null;
    }

    private static string Count(int stones) => stones == 1 ? "1 tombstone" : $"{stones} tombstones";

    private static void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private static async Task<int> FailAsync(string line, int exitCode)
    {
        await Console.Error.WriteLineAsync(line);
        return exitCode;
    }
}
