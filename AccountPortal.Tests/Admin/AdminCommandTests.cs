using AccountPortal.Tests.Settings;

namespace AccountPortal.Tests.Admin;

/// <summary>The executable's commands for the role, as an operator runs them.</summary>
public class AdminCommandTests(PortalApp app) : IClassFixture<PortalApp>
{
    [Fact]
    public async Task Granting_listing_and_revoking_say_in_a_line_what_is_so_now()
    {
        var person = await app.NewPersonAsync();
        Assert.Equal((0, $"P{person.Email[1..]} is an administrator now, and has to sign in again.", ""), await RunAsync([], "admin", "grant", $"P{person.Email[1..]}"));
        Assert.Equal((0, $"{person.Email} is an administrator already.", ""), await RunAsync([], "admin", "grant", person.Email));
        Assert.Equal((0, $"{person.Email}  granted", ""), await RunAsync([], "admin", "list"));
        Assert.Equal((0, $"{person.Email} is no administrator any more.", ""), await RunAsync([], "admin", "revoke", person.Email));
        Assert.Equal((0, $"{person.Email} was no administrator.", ""), await RunAsync([], "admin", "revoke", person.Email));
    }

    [Fact]
    public async Task What_cannot_be_says_why_and_fails()
    {
        var (unproven, named) = (await app.NewPersonAsync(verified: false), await app.NewPersonAsync());
        Assert.Equal((1, "", "There is no account with the address nobody@example.com. Its owner has to sign up first."), await RunAsync([], "admin", "grant", "nobody@example.com"));
        Assert.Equal((1, "", $"The address {unproven.Email} is not proven yet. Its owner has to open the link in the mail first."), await RunAsync([], "admin", "grant", unproven.Email));
        Assert.Equal(
            (1, "", $"{named.Email} stays an administrator, because Admin:Emails names it. Take it out there and restart."),
            await RunAsync(new() { ["Admin:Emails"] = named.Email }, "admin", "revoke", named.Email));
    }

    [Theory]
    [InlineData("Use admin grant EMAIL, admin revoke EMAIL or admin list.", "admin")]
    [InlineData("Use admin grant EMAIL, admin revoke EMAIL or admin list.", "admin", "grant")]
    [InlineData("Use admin grant EMAIL, admin revoke EMAIL or admin list.", "admin", "promote", "a@example.com")]
    [InlineData("\"not an address\" is not an email address.", "admin", "grant", "not an address")]
    public async Task What_is_not_understood_is_refused_in_a_line(string line, params string[] arguments) => Assert.Equal((2, "", line), await RunAsync([], arguments));

    [Fact]
    public async Task A_database_that_is_away_is_told_in_a_line()
    {
        await using var portal = PortalProcess.Start("Development", new() { ["ConnectionStrings:Portal"] = "Host=127.0.0.1;Port=1;Database=away" }, "admin", "list");
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith("The database does not answer as it should: ", Assert.Single(error.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_them()
    {
        var (exitCode, output, _) = await RunAsync([], "--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("  admin grant EMAIL    Makes", output, StringComparison.Ordinal);
        Assert.Contains("  admin revoke EMAIL   Takes", output, StringComparison.Ordinal);
        Assert.Contains("  admin list           Lists", output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(Dictionary<string, string?> settings, params string[] arguments)
    {
        settings["ConnectionStrings:Portal"] = app.Database.ConnectionString;
        await using var portal = PortalProcess.Start("Development", settings, arguments);
        return await portal.EndWithOutputAsync();
    }
}
