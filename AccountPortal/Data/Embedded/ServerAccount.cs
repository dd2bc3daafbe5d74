using System.Globalization;

namespace AccountPortal.Data.Embedded;

/// <summary>
/// The operating system's user that the server runs as: ourselves, or for root, whom PostgreSQL refuses, the user "postgres" or "nobody".
/// </summary>
internal sealed record ServerAccount(string Name, int UserId, int GroupId)
{
    /// <summary>Null when the server runs as the app's own user.</summary>
    public static ServerAccount? Choose() =>
        !Environment.IsPrivilegedProcess ? null
        : Find("postgres") ?? Find("nobody") ?? throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and there is no user postgres to run it as: run the portal as another user.");

    public IReadOnlyList<string> Prefix =>
        ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--"];

    private static ServerAccount? Find(string name) => File.Exists("/etc/passwd")
        ? File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3 && fields[0] == name)
            .Select(fields => new ServerAccount(name, Number(fields[2]), Number(fields[3])))
            .FirstOrDefault()
        : null;

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
