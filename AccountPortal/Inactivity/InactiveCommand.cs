using System.Globalization;
using AccountPortal.Data;
using Microsoft.Extensions.Options;

namespace AccountPortal.Inactivity;

/// <summary>The command <c>inactive --dry-run</c>: what the settings would do now. It changes nothing, and there is none that does: the portal applies them by itself.</summary>
internal static class InactiveCommand
{
    public const string Name = "inactive";

    public const string Help =
        """
          inactive --dry-run   Lists the accounts that would be mailed, locked or deleted now, because nobody uses them. Changes nothing.
        """;

    private const string DryRun = "--dry-run";
    private const int PortionSize = 500;

    /// <summary>Whether the arguments ask for it; there is no other way, so that nobody who forgets a word locks accounts.</summary>
    public static bool IsOne(string[] args) => args.Contains(DryRun);

    /// <summary>What is left for the settings: a bare word before one would be taken for its name.</summary>
    public static string[] Settings(string[] args) => args is [Name, ..] ? [.. args.Where(arg => arg != DryRun)] : args;

    public static async Task<int> RefuseAsync()
    {
        await Console.Error.WriteLineAsync("Use inactive --dry-run. The portal itself applies what Inactivity:WarnAfter, LockAfter and DeleteAfter say.");
        return 2;
    }

    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (settings, now) = (services.GetRequiredService<IOptions<InactivitySettings>>().Value, services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (!settings.Warns)
        {
            Console.WriteLine("Inactivity:WarnAfter is not set: accounts that nobody uses are left as they are.");
            return 0;
        }

        var counts = new Dictionary<InactivityStep, int>();
        await using var scope = services.CreatePatientScope();
        var (accounts, after) = (scope.ServiceProvider.GetRequiredService<InactiveAccounts>(), Guid.Empty);
        while (await accounts.NextAsync(after, PortionSize, cancellationToken) is { Count: > 0 } ids)
        {
            foreach (var account in await accounts.AmongAsync(ids, cancellationToken))
            {
                if (account.Next(settings, now) is { } step)
                {
                    Console.WriteLine($"{account.Id}  {account.LastUse.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}  {Word(step)}");
                    counts[step] = counts.GetValueOrDefault(step) + 1;
                }
            }

            after = ids[^1];
        }

        Console.WriteLine($"To mail: {counts.Where(count => count.Key is not (InactivityStep.Lock or InactivityStep.Delete)).Sum(count => count.Value)}. To lock: {counts.GetValueOrDefault(InactivityStep.Lock)}. To delete: {counts.GetValueOrDefault(InactivityStep.Delete)}.");
        return 0;
    }

    private static string Word(InactivityStep step) => step switch
    {
        InactivityStep.Lock => "lock",
        InactivityStep.Delete => "delete",
        _ => "mail",
    };
}
