using Npgsql;

namespace AccountPortal.Data;

/// <summary>How the portal talks to its database where the connection string does not say.</summary>
internal static class ConnectionDefaults
{
    // Npgsql's own (15 s to connect, 30 s for a command, and as long again to ask for its cancellation) would hold each request for a minute
    // when the server hangs, and with it the threads that answer everything else.
    private const string Timeouts = "Timeout=3;Command Timeout=5;Cancellation Timeout=500;";

    // What a connection is told lasts for a transaction (set local, pg_advisory_xact_lock): there is nothing to reset before the next one uses it, which would
    // cost as much as a read by key. A pooler between does without it too.
    private const string WithoutReset = "No Reset On Close=true;";

    // A Unix socket has neither. Npgsql would ask for both all the same, and a synchronous open may then wait for an answer for ever.
    private const string WithoutEncryption = "SSL Mode=Disable;GSS Encryption Mode=Disable;";

    /// <summary>Adds what is not said; of a key that stands twice the later one counts, so the operator's.</summary>
    public static string Complete(string connectionString) =>
        Timeouts + WithoutReset + (IsSocket(connectionString) ? WithoutEncryption : "") + connectionString;

    private static bool IsSocket(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Host is ['/' or '@', ..];
}
