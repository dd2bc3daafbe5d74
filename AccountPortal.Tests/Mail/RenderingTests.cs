using System.Text.RegularExpressions;
using AccountPortal.Mail;
using AngleSharp.Html.Parser;

namespace AccountPortal.Tests.Mail;

/// <summary>What a letter becomes on the wire. Whatever a person typed stays text, on its line.</summary>
public partial class RenderingTests(MailedPortal portal) : IClassFixture<MailedPortal>
{
    private static readonly HtmlParser Parser = new();

    [Fact]
    public async Task Both_parts_say_all_of_it_and_the_link_is_whole()
    {
        var url = "https://portal.example/verify-email?token=" + new string('x', 300) + "&a=1";
        var letter = Posts.NewLetter() with
        {
            Paragraphs = ["First.", "Second."],
            Facts = [new LetterFact("Browser", "Chrome on macOS"), new LetterFact("Place", "Zürich")],
            Button = new LetterButton("Verify", url),
            Footnote = "You did not ask? Ignore it.",
        };
        var mail = await portal.SendAsync(letter);
        Assert.Equal($"First.\n\nSecond.\n\nBrowser: Chrome on macOS\nPlace: Zürich\n\nVerify:\n{url}\n\n-- \nYou did not ask? Ignore it.\n", mail.Text);
        var page = Parser.ParseDocument(mail.Html);
        var said = page.Body!.TextContent;
        Assert.All(new[] { "First.", "Second.", "Browser", "Chrome on macOS", "Place", "Zürich", "Verify", url, letter.Footnote }, text => Assert.Contains(text, said, StringComparison.Ordinal));
        Assert.Equal(2, page.Links.Length);
        Assert.All(page.Links, link => Assert.Equal(url, link.GetAttribute("href")));
        Assert.Equal(letter.Subject, page.Title);
    }

    [Fact]
    public async Task What_a_person_typed_is_text_in_the_html_part()
    {
        const string Hostile = "<script>alert(1)</script><img src=//evil.example/a.png>\"'&amp;</title></style>";
        var mail = await portal.SendAsync(Posts.NewLetter(subject: Hostile) with { Paragraphs = [Hostile], Facts = [new LetterFact(Hostile, Hostile)], Footnote = Hostile, Button = new LetterButton(Hostile, "https://portal.example/\"><script>") });
        var page = Parser.ParseDocument(mail.Html);
        Assert.Empty(page.QuerySelectorAll("script, img, link, iframe, form, base, meta[http-equiv]"));
        Assert.Equal(Hostile, page.QuerySelector("dt")!.TextContent);
        Assert.Equal(Hostile, page.QuerySelector("dd")!.TextContent);
        Assert.Equal(Hostile, page.Title);
        Assert.Contains(Hostile, page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_html_part_asks_no_host_for_anything()
    {
        var mail = await portal.SendAsync(Posts.NewLetter());
        Assert.DoesNotMatch(@"url\(|@import|src=|srcset=|<link|background=", mail.Html);
        Assert.Single(Address().Matches(mail.Html).Select(match => match.Value).Distinct());
    }

    [Theory]
    [InlineData("\r\nBcc: everyone@example.com")]
    [InlineData("\nBcc: everyone@example.com")]
    [InlineData("\rBcc: everyone@example.com")]
    [InlineData("\r\n\r\nA second body")]
    [InlineData("\0\u0007\u001b[31m\u0085\u009b")]
    [InlineData("\u2028Bcc: everyone@example.com\u2029")]
    [InlineData("\u202Egpj.exe\u202C\u2066\u2069\u202A\u202B\u202D\u2067\u2068\u200E\u200F\u061C")]
    public async Task A_name_makes_no_header_no_line_and_turns_nothing_around(string name)
    {
        var plain = await portal.SendAsync(Posts.NewLetter(subject: "Hello A") with { Paragraphs = ["Hello A"], Facts = [new LetterFact("A", "A")], Footnote = "A" });
        var letter = Posts.NewLetter(subject: $"Hello {name}A") with { Paragraphs = [$"Hello {name}A"], Facts = [new LetterFact($"{name}A", $"A{name}A")], Footnote = $"{name}A" };
        var mail = await portal.SendAsync(letter with { Button = letter.Button! with { Text = $"Verify{name}A" } });
        Assert.Equal(plain.HeaderNames, mail.HeaderNames);
        Assert.Equal(letter.To, mail.Header("To"));
        Assert.Equal(plain.Text.Count(character => character == '\n'), mail.Text.Count(character => character == '\n'));
        var said = Parser.ParseDocument(mail.Html).Body!.TextContent;
        Assert.All(new[] { mail.Subject, mail.Text.Replace("\n", "", StringComparison.Ordinal), LineBreaks().Replace(said, "") }, text => Assert.DoesNotMatch(@"[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]", text));
    }

    [Fact]
    public async Task No_line_of_the_message_is_longer_than_the_standard_allows_and_all_are_ascii()
    {
        var sentence = string.Concat(Enumerable.Repeat("ünd so weiter 🙂 ", 300));
        var letter = Posts.NewLetter(subject: sentence) with { Paragraphs = [sentence, ".", "From me", new string('x', 5000)] };
        var mail = await portal.SendAsync(letter);
        // RFC 5322, 2.1.1; RFC 2047, 2.
        Assert.All(mail.Raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.DoesNotMatch("[^\x20-\x7e\t\r\n]|\r(?!\n)|(?<!\r)\n", mail.Raw);
        Assert.All(mail.Head.Split("\r\n").Where(line => line.Contains("=?", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 1, 78));
        Assert.InRange(mail.Subject.Length, 150, 201);
        Assert.DoesNotContain('\uFFFD', mail.Subject);
        Assert.Contains(sentence, mail.Text, StringComparison.Ordinal);
        Assert.Contains("\n\n.\n\nFrom me\n\n", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_attempt_sends_the_same_bytes()
    {
        await using var server = SmtpServer.Start();
        await using var app = await PortalApp.StartAsync(server.Settings(), services: Posts.WithoutDispatcher);
        var id = await app.PostAsync(Posts.NewLetter(subject: "Grüße"));
        var body = (await app.RowAsync(id)).ProtectedBody;
        for (var i = 0; i < 2; i++)
        {
            await app.DeliverAsync();
            // As though the node had crashed after the server took it.
            await app.SqlAsync<Guid>("update outbox_emails set sent_at = null, protected_body = $2 where id = $1 returning id", id, body!);
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(2, server.Mails.Count);
        // But for the time at which each was sent, which the client writes by the machine's clock.
        Assert.Equal(DateLine().Replace(server.Mails[0].RawWithoutBoundary, ""), DateLine().Replace(server.Mails[1].RawWithoutBoundary, ""));
    }

    [GeneratedRegex("https?://[^/\"<]*")]
    private static partial Regex Address();

    [GeneratedRegex("^Date: .*$", RegexOptions.Multiline)]
    private static partial Regex DateLine();

    [GeneratedRegex("[\n]")]
    private static partial Regex LineBreaks();
}
