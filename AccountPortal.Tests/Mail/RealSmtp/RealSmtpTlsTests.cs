using System.Net;
using AngleSharp.Html.Parser;

namespace AccountPortal.Tests.Mail.RealSmtp;

/// <summary>The mail about a sign-in, through STARTTLS to a server that is not ours: whole to one that is trusted, not a word of it to another.</summary>
public class RealSmtpTlsTests(SendingPortal portal) : IClassFixture<SendingPortal>
{
    // What may be said to a server that is not known yet.
    private static readonly string[] Handshake = ["EHLO", "STARTTLS", "QUIT"];

    [Fact]
    public async Task The_alert_of_a_sign_in_arrives_encrypted_and_as_it_is_to_be_read()
    {
        await portal.Server.StartAsync(portal.Authority.Issue(), RealSmtpServer.Password);
        var alert = await SignInAlert.CauseAsync(portal.App);
        var mail = await alert.ArrivedOnceAsync(portal.Server);
        Assert.Equal((true, RealSmtpServer.User), (mail.Encrypted, mail.User));
        Assert.All(portal.Server.HeardInTheClear, line => Assert.Contains(line.Split(' ')[0], Handshake));
        Assert.Equal(("accounts@portal.example", alert.Person.Email), (mail.MailFrom, mail.To));
        Assert.Equal("Zoë's Accounts <accounts@portal.example>", mail.From);
        Assert.StartsWith("New sign-in to your", mail.Subject, StringComparison.Ordinal);
        Assert.Equal(["multipart/alternative", "text/plain", "text/html"], mail.Types);
        Assert.Empty(mail.Defects);

        var page = new HtmlParser().ParseDocument(mail.Html);
        Assert.All(new[] { mail.Text, page.Body!.TextContent }, text =>
        {
            Assert.Contains("Firefox on Ubuntu", text, StringComparison.Ordinal);
            Assert.Contains("Wasn't it you?", text, StringComparison.Ordinal);
        });
        var link = Assert.Single(page.QuerySelectorAll("a"), link => link.TextContent.Trim() == "This wasn't me").GetAttribute("href")!;
        Assert.StartsWith($"{PortalHost.ProductionUrl}/not-me?token=", link, StringComparison.Ordinal);
        Assert.Contains(link, mail.Text.Split('\n').Select(line => line.Trim()));
        var browser = portal.App.NewBrowser();
        await browser.GoAsync(link);
        Assert.Equal((HttpStatusCode.OK, "/not-me"), (browser.Status, browser.Path));
        Assert.Contains("Firefox on Ubuntu", browser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of an authority that nobody trusts")]
    [InlineData("of another server")]
    [InlineData("that is out of date")]
    public async Task A_certificate_that_proves_nothing_gets_neither_mail_nor_password(string certificate)
    {
        using var stranger = new SmtpAuthority();
        await portal.Server.StartAsync(
            certificate switch
            {
                "of another server" => portal.Authority.Issue("127.0.0.2"),
                "that is out of date" => portal.Authority.Issue(validDays: -1),
                _ => stranger.Issue(),
            },
            RealSmtpServer.Password);
        var alert = await SignInAlert.CauseAsync(portal.App);
        var row = await alert.PostponedAsync();
        Assert.Contains("certificate", row.LastError, StringComparison.Ordinal);
        Assert.All(portal.Server.Heard, line => Assert.Contains(line.Split(' ')[0], Handshake));

        await portal.Server.StartAsync(portal.Authority.Issue(), RealSmtpServer.Password);
        await portal.RetryNowAsync(alert);
        Assert.True((await alert.ArrivedOnceAsync(portal.Server)).Encrypted);
    }

    [Fact]
    public async Task A_server_that_has_lost_its_certificate_gets_neither_mail_nor_password()
    {
        await portal.Server.StartAsync();
        var alert = await SignInAlert.CauseAsync(portal.App);
        Assert.Contains("STARTTLS", (await alert.PostponedAsync()).LastError, StringComparison.Ordinal);
        Assert.All(portal.Server.Heard, line => Assert.Contains(line.Split(' ')[0], Handshake));

        await portal.Server.StartAsync(portal.Authority.Issue(), RealSmtpServer.Password);
        await portal.RetryNowAsync(alert);
        Assert.True((await alert.ArrivedOnceAsync(portal.Server)).Encrypted);
    }
}
