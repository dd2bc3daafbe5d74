using AccountPortal.Security;
using Npgsql;

namespace AccountPortal.Tests.Security;

/// <summary>Which of the database's errors mean that it is away (P3), by their SQLSTATE, however deep they lie.</summary>
public class OutageStateTests
{
    [Theory]
    [InlineData("08006", true)] // the connection failed
    [InlineData("25006", true)] // read-only: a standby, or the server that was the primary
    [InlineData("53100", true)] // the disk is full
    [InlineData("53300", true)] // too many connections
    [InlineData("57P01", true)] // an administrator stops it
    [InlineData("57P03", true)] // it starts
    [InlineData("58000", true)] // the system beneath it failed
    [InlineData("58030", true)] // the disk cannot be read or written
    [InlineData("58P01", false)]
    [InlineData("23505", false)]
    [InlineData("40P01", false)]
    [InlineData("42P01", false)]
    [InlineData("57014", false)]
    public void Its_states_are_told_apart(string state, bool isOutage)
    {
        var error = new PostgresException("told by the server", "ERROR", "ERROR", state);
        Assert.Equal(isOutage, Outage.IsOne(error));
        Assert.Equal(isOutage, Outage.IsOne(new InvalidOperationException("around it", new InvalidOperationException("once more", error))));
    }
}
