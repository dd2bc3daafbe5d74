using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AccountPortal.Telemetry;
using AccountPortal.Tests.Chaos;
using AccountPortal.Tests.Mail;
using AccountPortal.Tests.Saml;
using AccountPortal.Tests.Settings;

namespace AccountPortal.Tests.Telemetry;

/// <summary>What is sent by OTLP where OpenTelemetry's variables ask for it: figures, traces and logs, and nothing about anybody.</summary>
public class OtlpTests
{
    [Fact]
    public async Task The_figures_arrive_and_nobody_is_named_in_anything_that_does()
    {
        await using var collector = await OtlpCollector.StartAsync();
        // Beside the one that sends, to write mails and people: in this process, it sends nothing.
        await using var beside = await PortalApp.StartAsync(environment: "Production", services: Posts.WithoutDispatcher);
        var port = PostgresServer.FreePort();
        // An endpoint may hold a key: it can be a credential, as any setting.
        var credentials = Directory.CreateDirectory(KeyFiles.NewPath("credentials")).FullName;
        await File.WriteAllTextAsync(Path.Combine(credentials, "OTEL_EXPORTER_OTLP_ENDPOINT"), $"{collector.Address}\n");
        await File.WriteAllTextAsync(Path.Combine(credentials, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), $"{collector.Address}own/v1/traces\n");
        await using var portal = PortalProcess.Start("Production", new()
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["ConnectionStrings:Portal"] = beside.Database.ConnectionString, ["PublicUrl"] = PortalHost.ProductionUrl,
            ["DataProtection:KeyEncryption"] = KeyFiles.Shared, ["Mail:From"] = "portal@portal.example", ["Mail:Smtp:Host"] = "127.0.0.1", ["Mail:Smtp:Port"] = "1", ["Shutdown:Drain"] = "00:00:00",
            ["CREDENTIALS_DIRECTORY"] = credentials, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        });
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.IsTrueAsync("it answers", async () => await LogTests.AnswersAsync(http, port), TimeSpan.FromSeconds(90));

        var person = await beside.NewPersonAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Post, "/login", new { email = person.Email, password = "not theirs at all" })).StatusCode);
        var signedIn = await SendAsync(HttpMethod.Post, "/login", new { email = person.Email, password = person.Password });
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        var cookie = Cookie(signedIn);
        var confirmed = await SendAsync(HttpMethod.Post, "/me/step-up", new { password = person.Password }, cookie);
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        var link = await BesideAsync(beside, person);
        await SendAsync(HttpMethod.Get, new Uri(link).PathAndQuery);
        await SendAsync(HttpMethod.Get, "/no-such-page?email=mallory@example.org", null, Cookie(confirmed));
        var company = await TestCompany.StartAsync(beside);
        await SendAsync(HttpMethod.Post, company.AcsPath, new FormUrlEncodedContent([new("SAMLResponse", Convert.ToBase64String("<mallory@example.org/>"u8))]));
        await SendAsync(HttpMethod.Get, "/health/serving");

        string[] figures =
        [
            "portal.sign_ins", "portal.step_ups", "portal.saml.refusals", "portal.sessions.live", "portal.outbox.age", "portal.revocation.delay",
            "http.server.request.duration", "db.client.operation.duration", "account-portal",
        ];
        foreach (var figure in figures)
        {
            await ArrivesAsync("metrics", figure);
        }

        await ArrivesAsync("traces", "POST /login");
        await ArrivesAsync("traces", "db.query.text");
        await ArrivesAsync("traces", "mail send");
        await ArrivesAsync("logs", "The portal runs at");
        // Each signal may have an endpoint of its own.
        Assert.Equal(["/own/v1/traces", "/v1/logs", "/v1/metrics"], collector.Paths.Order());
        await Signals.SendAsync("TERM", $"{portal.Id}");
        var (exitCode, output, _) = await portal.EndWithOutputAsync();
        Assert.Equal(0, exitCode);

        var all = string.Join('\n', collector.Text("traces"), collector.Text("metrics"), collector.Text("logs"), output);
        string[] secrets = [person.Email, person.Password, "not theirs at all", link.Split("token=")[1], Key(cookie), Key(Cookie(confirmed)), "mallory", "token=", "@example", "url.query", "url.path", "user_agent.original"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("/health/serving", collector.Text("traces"), StringComparison.Ordinal);

        Task ArrivesAsync(string signal, string text) =>
            Eventually.IsTrueAsync($"{text} in {signal}", () => Task.FromResult(collector.Text(signal).Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(60));

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? with = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };
            request.Headers.Add("Cookie", with is null ? [] : [with]);
            return await http.SendAsync(request);
        }
    }

    [Fact]
    public void An_attribute_that_nobody_judged_and_the_words_of_an_exception_stay_here()
    {
        using var words = ExceptionsWithoutWords.Listen();
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == KnownTags.Http, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(KnownTags.Http);
        using var span = source.StartActivity("request")!;
        span.SetTag("http.route", "/verify-email").SetTag("url.query", "?token=abc").SetTag("url.full", "https://x/?token=abc").SetTag("enduser.id", "ada@example.com").SetTag("http.response.status_code", 200);
        span.AddException(new InvalidOperationException("ada@example.com is none"));
        span.SetStatus(ActivityStatusCode.Error, "ada@example.com is none");
        using var known = new KnownTags();
        known.OnEnd(span);
        Assert.Equal(["http.response.status_code", "http.route"], span.TagObjects.Select(tag => tag.Key).Order());
        Assert.Null(span.StatusDescription);
        Assert.True(span.Recorded);
        var told = Assert.Single(span.Events).Tags.ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
        Assert.Equal("InvalidOperationException", told["exception.message"]);
        Assert.DoesNotContain(told.Values, value => value.Contains("ada", StringComparison.Ordinal));
        span.SetTag("http.route", "/health/ready");
        known.OnEnd(span);
        Assert.False(span.Recorded);
    }

    private static async Task<string> BesideAsync(PortalApp beside, Person person)
    {
        var browser = beside.NewBrowser();
        await browser.GoAsync("/forgot-password");
        await browser.SubmitAsync("/forgot-password", new { email = person.Email });
        return await beside.Mail.LastLinkAsync(person.Email, "/reset-password");
    }

    private static string Cookie(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).Single(cookie => cookie.Contains("portal-session=", StringComparison.Ordinal));

    private static string Key(string cookie) => cookie.Split('=', 2)[1].Split('.')[0];
}
