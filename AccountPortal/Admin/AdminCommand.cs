using AccountPortal.Accounts;

namespace AccountPortal.Admin;

/// <summary>The commands <c>admin grant EMAIL</c>, <c>admin revoke EMAIL</c> and <c>admin list</c>: whoever may run the executable decides who administers.</summary>
internal static class AdminCommand
{
    public const string Help =
        """
          admin grant EMAIL    Makes the account of that (proven) address an administrator, and ends its sessions.
          admin revoke EMAIL   Takes the role away, and ends the account's sessions.
          admin list           Lists the administrators, one a line.
        """;

    private const string Usage = "Use admin grant EMAIL, admin revoke EMAIL or admin list.";

    /// <summary>Whether the arguments (after <c>admin</c>) name one of the commands; otherwise there is no need for a database.</summary>
    public static bool IsOne(string[] args) => args is ["list"] or ["grant" or "revoke", _];

    /// <summary>0: it is so now. 1: it cannot be. 2: the command is not understood.</summary>
    public static async Task<int> RunAsync(string[] args, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var administrators = scope.ServiceProvider.GetRequiredService<Administrators>();
        if (args is ["list"])
        {
            return await ListAsync(administrators, cancellationToken);
        }

        if (!EmailAddress.TryParse(args[1], out var email))
        {
            return await FailAsync($"\"{args[1]}\" is not an email address.", 2);
        }

        return args[0] == "grant" ? await GrantAsync(administrators, email, cancellationToken) : await RevokeAsync(administrators, email, cancellationToken);
    }

    public static Task<int> RefuseAsync() => FailAsync(Usage, 2);

    private static async Task<int> GrantAsync(Administrators administrators, EmailAddress email, CancellationToken cancellationToken) =>
        await administrators.GrantAsync(email, cancellationToken) switch
        {
            RoleOutcome.NoAccount => await FailAsync($"There is no account with the address {email}. Its owner has to sign up first.", 1),
            RoleOutcome.Unproven => await FailAsync($"The address {email} is not proven yet. Its owner has to open the link in the mail first.", 1),
            RoleOutcome.Unchanged => Say($"{email} is an administrator already."),
            _ => Say($"{email} is an administrator now, and has to sign in again."),
        };

    private static async Task<int> RevokeAsync(Administrators administrators, EmailAddress email, CancellationToken cancellationToken)
    {
        var outcome = await administrators.RevokeAsync(email, cancellationToken);
        if (outcome == RoleOutcome.NoAccount)
        {
            return await FailAsync($"There is no account with the address {email}.", 1);
        }

        // Success would be a lie while the settings still name the address.
        var all = await administrators.AllAsync(cancellationToken);
        if (all.Any(one => one.IsInSettings && one.Email.Equals(email.Value, StringComparison.OrdinalIgnoreCase)))
        {
            return await FailAsync($"{email} stays an administrator, because {AdminSettings.Section}:{nameof(AdminSettings.Emails)} names it. Take it out there and restart.", 1);
        }

        return Say(outcome == RoleOutcome.Changed ? $"{email} is no administrator any more." : $"{email} was no administrator.");
    }

    private static async Task<int> ListAsync(Administrators administrators, CancellationToken cancellationToken)
    {
        foreach (var one in await administrators.AllAsync(cancellationToken))
        {
            var source = (one.IsGranted, one.IsInSettings) switch { (true, true) => "granted, and in Admin:Emails", (true, false) => "granted", _ => "in Admin:Emails" };
            Say($"{one.Email}  {source}{(one.IsLocked ? ", locked" : "")}{(one.IsPendingDeletion ? ", to be deleted" : "")}");
        }

        return 0;
    }

    private static int Say(string line)
    {
        Console.WriteLine(line);
        return 0;
    }

    private static async Task<int> FailAsync(string line, int exitCode)
    {
        await Console.Error.WriteLineAsync(line);
        return exitCode;
    }
}
