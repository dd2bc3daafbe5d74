using AccountPortal.Data;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>What an operator wrote stays; what he did not is short enough for a person who waits.</summary>
public class ConnectionDefaultsTests
{
    [Fact]
    public void A_request_does_not_wait_long_for_its_database()
    {
        var settings = Complete("Host=db;Database=portal");
        Assert.Equal((3, 5, 500), (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout));
        Assert.Equal(("db", "portal", SslMode.Prefer), (settings.Host, settings.Database, settings.SslMode));
    }

    [Theory]
    [InlineData("Timeout=15;Command Timeout=30;Cancellation Timeout=2000")]
    [InlineData("timeout=15;CommandTimeout=30;cancellation timeout=2000")]
    public void Unless_the_operator_says_so_even_with_the_drivers_own_values(string written)
    {
        var settings = Complete($"Host=db;{written}");
        Assert.Equal((15, 30, 2000), (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout));
    }

    [Theory]
    [InlineData("Host=/run/postgresql", SslMode.Disable, GssEncryptionMode.Disable)]
    [InlineData("Host=@portal", SslMode.Disable, GssEncryptionMode.Disable)]
    [InlineData("Host=/run/postgresql;SSL Mode=Prefer;GSS Encryption Mode=Prefer", SslMode.Prefer, GssEncryptionMode.Prefer)]
    [InlineData("Host=127.0.0.1;SSL Mode=VerifyFull", SslMode.VerifyFull, GssEncryptionMode.Prefer)]
    public void Nothing_is_encrypted_within_the_machine(string written, SslMode ssl, GssEncryptionMode gss)
    {
        var settings = Complete(written);
        Assert.Equal((ssl, gss), (settings.SslMode, settings.GssEncryptionMode));
    }

    private static NpgsqlConnectionStringBuilder Complete(string written) => new(ConnectionDefaults.Complete(written));
}
