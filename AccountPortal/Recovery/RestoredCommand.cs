using AccountPortal.Data;
using AccountPortal.Deletion;

namespace AccountPortal.Recovery;

/// <summary>The command <c>restored</c>: what is to be run after a backup was brought back, before anybody signs in.</summary>
internal static class RestoredCommand
{
    public const string Name = "restored";

    public const string Help =
        """
          restored [FILE]      After a backup was brought back, before the portal starts: ends every session, for those that were ended since are alive
                               again; likewise links in mails, trust in devices, mails that wait and resets of second factors; puts deletions off,
                               for some were stopped since; and does erase-again [FILE]. With --dry-run it only says how many.
        """;

    private const string DryRun = "--dry-run";

    public static bool IsOne(string[] words) => words.Length <= 1;

    public static async Task<int> RefuseAsync()
    {
        await Console.Error.WriteLineAsync("Use restored [FILE] [--dry-run].");
        return 2;
    }

    /// <summary>As <c>erase-again</c>: 0, 1 where an account could not be erased, 2 where the file is not understood or has nothing in it, and then nothing was done.</summary>
    public static async Task<int> RunAsync(string[] args, string[] words, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreatePatientScope();
        var after = scope.ServiceProvider.GetRequiredService<AfterRestore>();
        if (args.Contains(DryRun))
        {
            Console.WriteLine($"Would take back {await after.FindAsync(cancellationToken)}.");
            return await TombstoneCommand.AgainAsync(args, words, services, cancellationToken);
        }

        var began = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        // First, for nothing is to be done by half where the file is wrong; and who is erased needs no session ended.
        var exitCode = await TombstoneCommand.AgainAsync(args, words, services, cancellationToken);
        if (exitCode != 2)
        {
            Console.WriteLine($"Took back {await after.TakeBackAsync(began, cancellationToken)}.");
        }

        return exitCode;
    }
}
