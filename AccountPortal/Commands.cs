using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Demo;
using AccountPortal.Inactivity;
using AccountPortal.Recovery;
using AccountPortal.Saml.Setup;

namespace AccountPortal;

/// <summary>The commands of the executable. Without one it runs the web app.</summary>
internal static class Commands
{
    private const string Help =
        $"""
        Usage: AccountPortal [COMMAND] [--Setting:Key=value ...]

        Without a command the web app runs.

        Commands:
          migrate              Brings the database's schema up to date, and ends. Several at once are safe.
        {AdminCommand.Help}
        {SamlCommand.Help}
        {InactiveCommand.Help}
        {TombstoneCommand.Help}
        {RestoredCommand.Help}
        {DemoCommand.Help}
          --help               Lists the commands.
        """;

    /// <summary>Runs the command that the arguments name. The exit code, or <c>null</c> where they name none and the web app is to run.</summary>
    public static async Task<int?> RunAsync(string[] args, Func<WebApplication> build)
    {
        switch (args.FirstOrDefault())
        {
            case "migrate":
                await using (var app = build())
                {
                    await Database.MigrateAsync(app.Services);
                }

                Console.WriteLine("The schema is up to date.");
                return 0;
            case "admin" when !AdminCommand.IsOne(Words(args)):
                return await AdminCommand.RefuseAsync();
            case "admin":
                return await RunAsync(build, app => AdminCommand.RunAsync(Words(args), app.Services, CancellationToken.None));
            case SamlCommand.Name when !SamlCommand.IsOne(SamlCommand.Words(args)):
                return await SamlCommand.RefuseAsync();
            case SamlCommand.Name:
                return await RunAsync(build, app => SamlCommand.RunAsync(SamlCommand.Words(args), app.Services, CancellationToken.None));
            case InactiveCommand.Name when !InactiveCommand.IsOne(args):
                return await InactiveCommand.RefuseAsync();
            case InactiveCommand.Name:
                return await RunAsync(build, app => InactiveCommand.RunAsync(app.Services, CancellationToken.None));
            case TombstoneCommand.List or TombstoneCommand.Again when !TombstoneCommand.IsOne(Words(args), args[0]):
                return await TombstoneCommand.RefuseAsync();
            case TombstoneCommand.List:
                return await RunAsync(build, app => TombstoneCommand.ListAsync(app.Services, CancellationToken.None));
            case TombstoneCommand.Again:
                return await RunAsync(build, app => TombstoneCommand.AgainAsync(args, Words(args), app.Services, CancellationToken.None));
            case RestoredCommand.Name when !RestoredCommand.IsOne(Words(args)):
                return await RestoredCommand.RefuseAsync();
            case RestoredCommand.Name:
                return await RunAsync(build, app => RestoredCommand.RunAsync(args, Words(args), app.Services, CancellationToken.None));
            case DemoCommand.Name when !DemoCommand.IsOne(Words(args)):
                return await DemoCommand.RefuseAsync();
            case DemoCommand.Name:
                await using (var app = build())
                {
                    return await DemoCommand.RunAsync(Words(args), app, CancellationToken.None);
                }

            case { } other when !other.StartsWith('-'):
                await Console.Error.WriteLineAsync($"There is no command \"{other}\".{Environment.NewLine}{Help}");
                return 2;
            default:
                return null;
        }
    }

    // By the database's clock, like the nodes: to a machine's that is behind, what happened in the last minutes has not happened yet.
    private static async Task<int> RunAsync(Func<WebApplication> build, Func<WebApplication, Task<int>> command)
    {
        await using var app = build();
        await app.Services.GetRequiredService<ClockHeartbeat>().LearnAsync(CancellationToken.None);
        return await command(app);
    }

    /// <summary>What is left of the arguments for the settings.</summary>
    public static string[] Settings(string[] args) => InactiveCommand.Settings(SamlCommand.Settings(args));

    // What follows the command; settings may stand between.
    private static string[] Words(string[] args) => [.. args.Skip(1).Where(arg => !arg.StartsWith('-'))];

    public static bool AsksForHelp(string[] args)
    {
        var asks = args is ["--help" or "-h" or "help", ..];
        if (asks)
        {
            Console.WriteLine(Help);
        }

        return asks;
    }
}
