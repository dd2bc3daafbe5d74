using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AccountPortal.Data.Embedded;

/// <summary>
/// Where a cluster's files lie: what the app alone writes in <see cref="Home"/> (settings), what the server writes in
/// <see cref="Server"/> below it, and the app's lock beside it.
/// </summary>
internal sealed record ClusterPlace(string Home, bool IsKept)
{
    // The server's account of an app that runs as root can seldom enter the checkout (think of /root), so its data lies here.
    internal const string RootsFolder = "/var/lib/account-portal";

    public string Lock => Home + ".lock";

    public string Server => Path.Combine(Home, "server");

    public string Data => Path.Combine(Server, "data");

    public string Log => Path.Combine(Server, "postgres.log");

    private string Mark => Path.Combine(Home, "mark");

    public static ClusterPlace Kept(string folder, ServerAccount? account)
    {
        PrivateFolder.Create(folder);
        if (account is null)
        {
            return new ClusterPlace(Path.Combine(folder, "postgres"), IsKept: true);
        }
        PrivateFolder.Create(RootsFolder, passThrough: true);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        return new ClusterPlace(Path.Combine(RootsFolder, hash), IsKept: true);
    }

    /// <summary>
    /// Where the data lies outside the checkout, deleting the checkout's folder must still mean to start afresh, and a new clone at
    /// an old path must not find the old one's accounts: the data carries the same random mark as the folder it was made for.
    /// </summary>
    public bool WasMadeFor(string folder) =>
        Home.StartsWith(folder, StringComparison.Ordinal) || (File.Exists(Mark) && File.ReadAllText(Mark) == MarkOf(folder));

    public void MarkFor(string folder) => File.WriteAllText(Mark, MarkOf(folder));

    public int? DataMajor()
    {
        var path = Path.Combine(Data, "PG_VERSION");
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    private static string MarkOf(string folder)
    {
        var path = Path.Combine(folder, "mark");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, RandomNumberGenerator.GetHexString(32));
        }
        return File.ReadAllText(path);
    }
}
