using AccountPortal.Mail;
using AccountPortal.Settings;
using AccountPortal.Tests.Settings;
using Microsoft.Extensions.Configuration;

namespace AccountPortal.Tests.Mail;

public class MailSettingsTests
{
    private const string Secret = "tell-nobody";

    [Theory]
    [InlineData("From", "not an address")]
    [InlineData("From", "a@b.example, c@d.example")]
    [InlineData("From", "portal@localhost")]
    [InlineData("From", "Name\r\nBcc: a@b.example <a@b.example>")]
    [InlineData("From", "")]
    [InlineData("Smtp:Host", "")]
    [InlineData("Smtp:Host", "smtp example.com")]
    [InlineData("Smtp:Host", "smtp.example.com:587")]
    [InlineData("Smtp:Host", "smtp://smtp.example.com")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Smtp:Port", "65536")]
    [InlineData("Smtp:Port", "465")]
    [InlineData("Smtp:User", "")]
    [InlineData("Smtp:Password", "")]
    [InlineData("Smtp:StartTls", "false")]
    [InlineData("Smtp:Timeout", "00:00:00.9")]
    [InlineData("Smtp:Timeout", "00:05:00.1")]
    public void A_bad_value_gives_one_line_that_names_it_and_never_the_password(string key, string value)
    {
        var line = Assert.Single(Errors(isDevelopment: false, (key, value)), line => line.StartsWith($"Setting Mail:{key} is", StringComparison.Ordinal));
        Assert.Contains("allowed is", line, StringComparison.Ordinal);
        Assert.All(Errors(isDevelopment: false, (key, value)), line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Smtp:Port", "1")]
    [InlineData("Smtp:Port", "65535")]
    [InlineData("Smtp:Timeout", "00:00:01")]
    [InlineData("Smtp:Timeout", "00:05:00")]
    [InlineData("Smtp:Host", "192.0.2.1")]
    [InlineData("From", "accounts@portal.example")]
    public void What_is_just_within_the_limits_passes(string key, string value) => Assert.Empty(Errors(isDevelopment: false, (key, value)));

    [Fact]
    public void Development_needs_nothing_and_production_a_sender_and_a_server()
    {
        Assert.Empty(Errors(isDevelopment: true, ("From", ""), ("Smtp:Host", ""), ("Smtp:User", ""), ("Smtp:Password", "")));
        var lines = Errors(isDevelopment: false, ("From", ""), ("Smtp:Host", ""), ("Smtp:User", ""), ("Smtp:Password", ""));
        Assert.Equal(["Mail:From", "Mail:Smtp:Host"], lines.Select(line => line.Split(' ')[1]));
    }

    [Fact]
    public async Task The_portal_says_it_in_lines_and_ends()
    {
        await using var portal = PortalProcess.Start("Production", new()
        {
            ["ConnectionStrings:Portal"] = "Host=127.0.0.1;Port=1;Database=none",
            ["PublicUrl"] = "https://portal.example",
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared,
            ["MAIL"] = "/var/mail/root",
            ["Mail:Smtp:Password"] = Secret,
            ["Mail:Smtp:Hots"] = "smtp.example.com",
        });
        var (exitCode, error) = await portal.EndAsync();
        Assert.Equal(1, exitCode);
        string[] keys = ["Mail:Smtp:Hots", "Mail:From", "Mail:Smtp:Host", "Mail:Smtp:User"];
        Assert.Equal(keys.Order(), error.Split('\n').Select(line => line.Split(' ')[1]).Order());
        Assert.DoesNotContain(Secret, error, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Errors(bool isDevelopment, params (string Key, string Value)[] changes)
    {
        var values = new Dictionary<string, string?>
        {
            ["From"] = "Acme Accounts <accounts@acme.example>",
            ["Smtp:Host"] = "smtp.example.com",
            ["Smtp:User"] = "portal",
            ["Smtp:Password"] = Secret,
        };
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        var check = new SettingsCheck("Mail", isDevelopment);
        new ConfigurationBuilder().AddInMemoryCollection(values).Build().Get<MailSettings>()!.Validate(check);
        return check.Errors;
    }
}
