using System.Net;
using System.Net.Http.Json;
using AccountPortal.Tests.Chaos;
using AccountPortal.Tests.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Health;

/// <summary>A node that stops finishes what it has begun, and writes what only it knows.</summary>
public class HandingOverTests
{
    [Fact]
    public async Task A_stop_finishes_requests_and_mails_and_writes_the_last_activity()
    {
        using var mayGo = new ManualResetEventSlim();
        await using var server = SmtpServer.Start(command =>
        {
            if (command == "DATA")
            {
                mayGo.Wait(TimeSpan.FromMinutes(2));
            }

            return null;
        });
        await using var beside = await PortalApp.StartAsync(services: Posts.WithoutDispatcher);
        await using var node = new ChaosNode(1, PostgresServer.FreePort(), new(server.Settings())
        {
            ["ConnectionStrings:Portal"] = beside.Database.ConnectionString, ["Shutdown:Drain"] = "00:00:00", ["Shutdown:Finish"] = "00:02:00", ["Passwords:Iterations"] = "1000", ["RateLimits:Enabled"] = "false",
        });
        await node.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = node.Address, Timeout = TimeSpan.FromMinutes(2) };
        var (person, reader) = (await beside.NewPersonAsync(), await beside.NewPersonAsync());
        var (cookie, readers) = (await SignInAsync(person), await SignInAsync(reader));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/me", readers)).StatusCode);

        // A request waits for the account's row, and a mail for the server's word.
        await using var hold = await Hold.StartAsync(beside);
        await hold.RunAsync("select 1 from users where id = $1 for update", person.Id);
        var asked = SendAsync(HttpMethod.Post, "/me/sessions/revoke-all", cookie);
        await hold.QueuedAsync(1);
        var mail = await beside.PostAsync(Posts.NewLetter());
        await Eventually.IsTrueAsync("the mail is on its way", () => Task.FromResult(server.Commands.Contains("DATA")));

        var stopping = node.StopAsync();
        await Eventually.IsTrueAsync("it takes nothing new", RefusesAsync, TimeSpan.FromSeconds(60));
        Assert.False(asked.IsCompleted || stopping.IsCompleted);
        await hold.ReleaseAsync();
        Assert.Equal(HttpStatusCode.OK, (await asked).StatusCode);
        mayGo.Set();
        await stopping;
        var row = await beside.RowAsync(mail);
        Assert.Equal((1, true), (row.Attempts, row.SentAt is not null));
        Assert.Single(server.Mails);
        var session = await beside.Db(db => db.Sessions.AsNoTracking().SingleAsync(session => session.UserId == reader.Id));
        Assert.True(session.LastActiveAt > session.CreatedAt, "The last activity of the session was lost.");

        async Task<string> SignInAsync(Person who)
        {
            using var signedIn = await http.PostAsJsonAsync("/login", new { email = who.Email, password = who.Password });
            return signedIn.Headers.GetValues("Set-Cookie").Select(set => set.Split(';')[0]).Single(set => set.StartsWith("portal-session=", StringComparison.Ordinal));
        }

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string with)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Cookie", with);
            return await http.SendAsync(request);
        }

        async Task<bool> RefusesAsync()
        {
            using var fresh = new HttpClient { BaseAddress = node.Address };
            try
            {
                using var answer = await fresh.GetAsync(new Uri("/health/live", UriKind.Relative));
                return false;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        }
    }
}
