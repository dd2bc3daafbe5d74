namespace AccountPortal.Data.Embedded;

/// <summary>No PostgreSQL server binaries were found on this machine.</summary>
public sealed class PostgresMissingException : EmbeddedPostgresException
{
    public PostgresMissingException() : base(
        "PostgreSQL is not installed: install its server (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql), " +
        "or set ConnectionStrings__Portal to a database of your own.") { }

    public PostgresMissingException(string message) : base(message) { }

    public PostgresMissingException(string message, Exception innerException) : base(message, innerException) { }
}
