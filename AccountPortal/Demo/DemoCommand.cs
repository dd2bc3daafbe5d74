using System.Globalization;
using AccountPortal.Data;
using AccountPortal.Settings;

namespace AccountPortal.Demo;

/// <summary>The commands <c>demo</c> and <c>demo again</c>: a portal in which every page has something to show. For development alone.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    public const string Help =
        """
          demo                 Development only: fills the portal with accounts and a year of activity, and prints
                               the passwords of an administrator and of an everyday account.
          demo again           Takes the demo's own accounts away first, and makes them anew.
        """;

    private const string Usage = "Use demo or demo again.";

    /// <summary>Whether the arguments (after <c>demo</c>) are understood.</summary>
    public static bool IsOne(string[] args) => args is [] or ["again"];

    /// <summary>Made-up accounts, one of them an administrator's, have no place among real ones. Before anything is started: throws <see cref="SettingsException"/>.</summary>
    public static void DemandDevelopment(string[] args, IHostEnvironment environment)
    {
        if (args is [Name, ..] && !environment.IsDevelopment())
        {
            throw new SettingsException($"The command {Name} is for development only (ASPNETCORE_ENVIRONMENT is {environment.EnvironmentName}). Nothing was changed.");
        }
    }

    /// <summary>0: the demo is there. 1: it cannot be made.</summary>
    public static async Task<int> RunAsync(string[] args, WebApplication app, CancellationToken cancellationToken)
    {
        ListenNowhere(app);
        await Database.MigrateAsync(app.Services, cancellationToken);
        await app.Services.GetRequiredService<ClockHeartbeat>().LearnAsync(cancellationToken);
        await using var scope = app.Services.CreateAsyncScope();
        var result = await ActivatorUtilities.CreateInstance<DemoPortal>(scope.ServiceProvider).MakeAsync(args is ["again"], cancellationToken);
        if (result.Taken is { } taken)
        {
            await Console.Error.WriteLineAsync($"The demo needs the address {taken}, which another account has. Nothing was changed.");
            return 1;
        }

        Console.WriteLine(result is { Administrator: { } administrator, Everyday: { } everyday } ? Made(result.Figures, administrator, everyday) : There(result.Figures));
        return 0;
    }

    public static async Task<int> RefuseAsync()
    {
        await Console.Error.WriteLineAsync(Usage);
        return 2;
    }

    // The links in the mails lead to where the portal will run.
    private static void ListenNowhere(WebApplication app)
    {
        if (app.Urls.Count == 0)
        {
            app.Urls.Add(app.Configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0] ?? HostingSetup.DefaultAddress);
        }
    }

    private static string Made(DemoFigures figures, DemoLogin administrator, DemoLogin everyday) =>
        $"""
        The demo is in the database: {In(figures)}.

          Administrator   {administrator.Email}    {administrator.Password}
          Everyday        {everyday.Email}  {everyday.Password}

        These passwords are shown this once; nobody can sign in to the other accounts. Start the portal and sign in.
        """;

    private static string There(DemoFigures figures) =>
        $"The demo is in the database already: {In(figures)}. Nothing was added. \"{Name} again\" takes it away and makes it anew, with new passwords.";

    private static string In(DemoFigures figures) => string.Create(
        CultureInfo.InvariantCulture, $"{figures.Accounts:N0} accounts, {figures.Sessions:N0} sessions, {figures.Events:N0} events, {figures.Mails:N0} mails");
}
