using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Security;

/// <summary>The cookie's value: garbage is refused before the database is asked, and nothing prints the key.</summary>
public class CookieKeyTests(CookieKeyTests.CountingPortal portal) : IClassFixture<CookieKeyTests.CountingPortal>
{
    [Fact]
    public async Task ASVS_7_2_1_A_key_that_the_portal_never_made_is_refused_without_asking_the_database()
    {
        var (mine, other) = (await SignInAsync(), await SignInAsync());
        var (key, tag) = (mine.SessionCookie!.Split('.')[0], mine.SessionCookie!.Split('.')[1]);
        var otherTag = other.SessionCookie!.Split('.')[1];
        string[] forgeries =
        [
            "garbage", ".", "..", key, $"{key}.", $".{tag}", $"{key}.{otherTag}", $"{key[..^1]}.{tag}", $"{key}A.{tag}", $"{key}.{tag[..^1]}", $"{key}.{tag}A",
            $"{tag}.{key}", $"{key}.{tag}.{tag}", $"{Flip(key)}.{tag}", $"{key}.{Flip(tag)}", $"{CookieKey.Create().Text}.{tag}", new string('A', 43) + "." + new string('A', 11),
            new string('A', 8000), "%00%00." + tag, "ключ.ключ",
        ];
        var browser = portal.App.NewBrowser();
        foreach (var forgery in forgeries)
        {
            browser.SessionCookie = Uri.EscapeDataString(forgery);
            var before = portal.Commands;
            Assert.False(await browser.IsSignedInAsync(), $"\"{forgery}\" opened a session.");
            Assert.True(before == portal.Commands, $"The database was asked about \"{forgery}\".");
        }

        var asked = portal.Commands;
        Assert.True(await mine.IsSignedInAsync());
        Assert.True(portal.Commands > asked);
    }

    [Fact]
    public void A_well_formed_key_with_its_tag_is_read_back()
    {
        var cookie = portal.App.Services.GetRequiredService<SessionCookie>();
        var (context, key) = (new DefaultHttpContext(), CookieKey.Create());
        cookie.Append(context, key, null);
        var sent = context.Response.Headers.SetCookie.ToString().Split(';')[0];
        context.Request.Headers.Cookie = sent;
        Assert.Equal(key.Hash, cookie.Read(context.Request)!.Hash);
    }

    [Fact]
    public void A_key_does_not_show_itself()
    {
        var key = CookieKey.Create();
        Assert.DoesNotContain(key.Text, $"{key}", StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text, string.Join(' ', System.Text.Json.JsonSerializer.Serialize(new { Key = key.ToString() })), StringComparison.Ordinal);
    }

    [Fact]
    public void ASVS_7_2_3_Keys_have_256_bits_and_do_not_repeat()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => CookieKey.Create()).ToList();
        Assert.All(keys, key => Assert.Equal(32, key.Bytes.Length));
        Assert.Equal(1000, keys.Select(key => key.Text).Distinct().Count());
    }

    private async Task<Browser> SignInAsync() => await portal.App.SignInAsync(await portal.App.NewPersonAsync());

    private static string Flip(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];

    /// <summary>A portal that logs each command that it sends to the database.</summary>
    public sealed class CountingPortal : IAsyncLifetime
    {
        private PortalApp? app;

        public PortalApp App => app!;

        /// <summary>How many commands asked for a session by its key; the background has its own.</summary>
        public int Commands => App.Logs.Lines.Count(line => line.Category == "Npgsql.Command" && line.Text.Contains("key_hash", StringComparison.Ordinal));

        public async Task InitializeAsync() => app = await PortalApp.StartAsync(new() { ["Logging:LogLevel:Npgsql"] = "Information" });

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
