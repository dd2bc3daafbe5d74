namespace AccountPortal.Data.Embedded;

/// <summary>The embedded PostgreSQL could not run. The message says why and what to do, and is meant to be shown as it is.</summary>
public class EmbeddedPostgresException : Exception
{
    public EmbeddedPostgresException() { }

    public EmbeddedPostgresException(string message) : base(message) { }

    public EmbeddedPostgresException(string message, Exception innerException) : base(message, innerException) { }
}
