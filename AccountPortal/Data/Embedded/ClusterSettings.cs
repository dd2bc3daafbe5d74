namespace AccountPortal.Data.Embedded;

/// <summary>
/// Writes the server's settings. It listens on a Unix socket in a private folder and nowhere else, and asks the kernel who connects
/// (peer): there is no password to keep, and no other user of the machine gets in, whatever the folder's mode.
/// </summary>
internal static class ClusterSettings
{
    public const string Role = "portal";

    public static void Write(ClusterPlace place, string socketFolder, EmbeddedPostgresOptions options)
    {
        Write("pg_hba.conf", "local all all peer map=portal");
        Write("pg_ident.conf", $"portal \"{Environment.UserName}\" {Role}");
        Write("postgresql.conf", $"""
            # What initdb found to work on this machine (kind of shared memory, locale) comes first.
            include 'server/data/postgresql.conf'
            hba_file = 'pg_hba.conf'
            ident_file = 'pg_ident.conf'
            listen_addresses = ''
            port = 5432
            unix_socket_directories = '{socketFolder}'
            unix_socket_permissions = 0700
            max_connections = {options.MaxConnections}
            shared_buffers = {(place.IsKept ? "32MB" : "128MB")}
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            # Details quote the row's values, and those are people's addresses.
            log_error_verbosity = terse
            log_checkpoints = off
            wal_level = minimal
            max_wal_senders = 0
            max_logical_replication_workers = 0
            jit = off
            {(place.IsKept ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_wal_size = 4GB")}
            """);

        void Write(string name, string text) => PrivateFolder.WriteShared(Path.Combine(place.Home, name), text + "\n");
    }
}
