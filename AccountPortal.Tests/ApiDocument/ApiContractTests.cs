using System.Net;
using System.Text;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Tests.Export;
using AccountPortal.Tests.Meta;
using AccountPortal.Tests.StepUp;
using AccountPortal.Tests.TwoFactor;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.ApiDocument;

/// <summary><c>/openapi/v1.json</c> walked against the running portal: each route of it, asked well and badly, answers what it says.</summary>
public class ApiContractTests(QuietPortal portal) : IClassFixture<QuietPortal>
{
    private const string Verify = "GET /session/verify";

    private PortalApp App => portal.App;

    [Fact]
    public async Task Every_json_route_is_in_it_and_nothing_else()
    {
        var contract = await ApiContract.ReadAsync(App);
        var routes = RoutedActions.Of(App).Where(action => action.IsJson).Select(action => action.Route).Append(Verify);
        Assert.Equal(routes.Order(StringComparer.Ordinal), contract.Operations.Keys.Order(StringComparer.Ordinal));
        contract.CheckSchemas();
        Assert.All(contract.Operations.Values, operation => Assert.False(string.IsNullOrEmpty((string?)operation["summary"])));
        // Whatever changes something is limited: by the session or, with none, by the client.
        Assert.All(contract.Operations, operation => Assert.True(
            operation.Key.StartsWith("GET", StringComparison.Ordinal) || operation.Key == "POST /logout" || operation.Value["responses"]!["429"] is not null, $"{operation.Key} has no 429."));
        Assert.All(contract.Operations.Values.SelectMany(operation => operation["responses"]!.AsObject()), response => Assert.False(string.IsNullOrEmpty((string?)response.Value!["description"])));

        // Not by the Host header; the cookie as it is called here.
        var browser = App.NewBrowser();
        browser.Headers["Host"] = "evil.example";
        Assert.DoesNotContain("evil", (await browser.GetJsonAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
        Assert.Equal(App.Origin.GetLeftPart(UriPartial.Authority), (string?)contract.Document["servers"]![0]!["url"]);
        Assert.Equal(App.Services.GetRequiredService<SessionCookie>().Name.Value, (string?)contract.Document["components"]!["securitySchemes"]!["session"]!["name"]);
    }

    [Fact]
    public async Task Whoever_asks_however_badly_each_route_answers_what_it_says()
    {
        var contract = await ApiContract.ReadAsync(App);
        var problems = new Dictionary<string, HashSet<string?>>();
        foreach (var operation in contract.Operations.Keys)
        {
            var told = problems[operation] = [];
            foreach (var visitor in new Func<Task<Browser>>[] { StrangerAsync, PersonAsync, UnverifiedAsync, StaleAsync, LeavingAsync, CrossSiteAsync })
            {
                var browser = await visitor();
                foreach (var body in Bodies(contract.TakesBody(operation)))
                {
                    var answer = await SendAsync(browser, operation, body);
                    contract.Check(operation, answer);
                    told.Add(answer.Problem);
                }
            }

            Assert.Equal(!operation.StartsWith("GET", StringComparison.Ordinal), told.Contains(Problems.CrossSite));
        }

        // Whoever waits to be told hears it before the body is on its way.
        var large = App.NewBrowser();
        large.Headers["Expect"] = "100-continue";
        contract.Check("POST /login", await SendAsync(large, "POST /login", Json($"{{\"email\":\"{new string('x', RequestLimits.BodyBytes)}\"}}")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);

        // The guards were met, not only foreseen.
        Assert.Contains(Problems.EmailNotVerified, problems["POST /me/password"]);
        Assert.Contains(Problems.DeletionPending, problems["GET /me/sessions"]);
        Assert.Contains(Problems.DeletionPending, problems[Verify]);
        Assert.Contains(Problems.StepUpRequired, problems["POST /me/sessions/revoke-all"]);
    }

    [Fact]
    public async Task Each_success_that_it_foresees_is_one()
    {
        var contract = await ApiContract.ReadAsync(App);
        HashSet<string> seen = [];
        async Task<JsonAnswer> SeeAsync(string operation, Task<JsonAnswer> asked)
        {
            var answer = await asked;
            contract.Check(operation, answer);
            seen.Add($"{operation} {(int)answer.Status}");
            return answer;
        }

        var stranger = App.NewBrowser();
        await SeeAsync("POST /signup", stranger.PostJsonAsync("/signup", new { email = "newcomer@example.com", password = "a long enough sentence" }));
        await SeeAsync("POST /login/passkey-options", stranger.PostJsonAsync("/login/passkey-options"));

        var person = await App.NewPersonAsync();
        var browser = App.NewBrowser();
        await SeeAsync("POST /login", browser.PostJsonAsync("/login", new { email = person.Email, password = person.Password }));
        await SeeAsync("GET /me", browser.GetJsonAsync("/me"));
        await SeeAsync(Verify, browser.GetJsonAsync("/session/verify?requireVerified=true&maxAge=600"));
        var app = App.NewBrowser();
        app.Headers["Accept"] = "text/html";
        await SeeAsync(Verify, app.GetJsonAsync("/session/verify?redirect=true"));
        var other = await App.SignInAsync(person);
        var sessions = await SeeAsync("GET /me/sessions", browser.GetJsonAsync("/me/sessions"));
        var id = sessions.Body.EnumerateArray().Single(session => !session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString();
        var current = sessions.Body.EnumerateArray().Single(session => session.GetProperty("isCurrent").GetBoolean()).GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.BadRequest, (await SeeAsync("DELETE /me/sessions/{id}", browser.DeleteJsonAsync($"/me/sessions/{current}"))).Status);
        await SeeAsync("DELETE /me/sessions/{id}", browser.DeleteJsonAsync($"/me/sessions/{id}"));
        await SeeAsync("POST /me/sessions/revoke-all", browser.PostJsonAsync("/me/sessions/revoke-all"));
        Assert.False(await other.IsSignedInAsync());
        await SeeAsync("POST /me/step-up/passkey-options", browser.PostJsonAsync("/me/step-up/passkey-options"));
        await SeeAsync("POST /me/passkeys/options", browser.PostJsonAsync("/me/passkeys/options"));
        await SeeAsync("POST /me/step-up", browser.PostJsonAsync("/me/step-up", new { password = person.Password }));
        await SeeAsync("POST /me/password", browser.PostJsonAsync("/me/password", new { currentPassword = person.Password, newPassword = "another long enough sentence" }));

        await SeeAsync("POST /me/export", browser.PostJsonAsync("/me/export"));
        await App.MakeAllAsync();
        var export = await SeeAsync("GET /me/export", browser.GetJsonAsync("/me/export"));
        Assert.Equal("export-exists", (await SeeAsync("POST /me/export", browser.PostJsonAsync("/me/export"))).Problem);
        await SeeAsync("POST /me/export/{id}/archive", browser.PostJsonAsync($"/me/export/{export["id"].GetString()}/archive"));
        await SeeAsync("POST /me/deletion", browser.PostJsonAsync("/me/deletion", new { email = person.Email }));
        await SeeAsync("GET /me/deletion", browser.GetJsonAsync("/me/deletion"));
        await SeeAsync("DELETE /me/deletion", browser.DeleteJsonAsync("/me/deletion"));
        await SeeAsync("POST /logout", browser.PostJsonAsync("/logout"));

        var enrolled = await App.NewEnrolledAsync();
        var second = App.NewBrowser();
        var first = await SeeAsync("POST /login", second.PostJsonAsync("/login", new { email = enrolled.Person.Email, password = enrolled.Person.Password }));
        Assert.True(first["twoFactorRequired"].GetBoolean());
        await SeeAsync("POST /login/two-factor", second.PostJsonAsync("/login/two-factor", new { code = enrolled.App.NextCode() }));

        var foreseen = contract.Operations.SelectMany(operation => operation.Value["responses"]!.AsObject().Where(response => response.Key[0] is '2' or '3').Select(response => $"{operation.Key} {response.Key}"));
        Assert.Equal(foreseen.Order(StringComparer.Ordinal), seen.Where(each => each[^3] is '2' or '3').Order(StringComparer.Ordinal));
    }

    private static IEnumerable<HttpContent?> Bodies(bool takesBody) => takesBody
        ?
        [
            null, Json(""), Json("{"), Json("null"), Json("[]"), Json("{}"), Json("\"text\""), Json("{\"email\":1,\"password\":[],\"code\":{},\"newPassword\":false}"),
            Json($"{{\"email\":\"{new string('x', 5000)}\",\"password\":\"{new string('y', 5000)}\",\"code\":\"\\u0000\",\"currentPassword\":\"x\",\"newPassword\":\"x\"}}"),
            Json("{\"email\":\"nobody@example.com\",\"password\":\"wrong\",\"code\":\"000000\"}"),
            new StringContent("email=a", Encoding.UTF8, "application/x-www-form-urlencoded"), new StringContent("{}", Encoding.UTF8, "text/plain"),
        ]
        : [null];

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonAnswer> SendAsync(Browser browser, string operation, HttpContent? body)
    {
        var (method, path) = operation.Split(' ') is [var verb, var template] ? (new HttpMethod(verb), template.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)) : throw new ArgumentException(operation);
        if (body is null)
        {
            return await browser.JsonAsync(method, path, null);
        }

        await browser.PostAsync(path, body);
        return new JsonAnswer(browser.Status, browser.Response.Content.Headers.ContentType?.MediaType ?? "", browser.Text, browser.Response);
    }

    private Task<Browser> StrangerAsync() => Task.FromResult(App.NewBrowser());

    private async Task<Browser> PersonAsync() => await App.SignInAsync(await App.NewPersonAsync());

    private async Task<Browser> UnverifiedAsync() => await App.SignInAsync(await App.NewPersonAsync(verified: false));

    private async Task<Browser> StaleAsync() => (await StaleSessions.NewAsync(App)).Browser;

    private async Task<Browser> LeavingAsync()
    {
        var person = await App.NewPersonAsync();
        var browser = await App.SignInAsync(person);
        Assert.Equal(HttpStatusCode.Accepted, (await browser.PostJsonAsync("/me/deletion", new { email = person.Email })).Status);
        return browser;
    }

    private async Task<Browser> CrossSiteAsync()
    {
        var browser = await PersonAsync();
        browser.Headers["Sec-Fetch-Site"] = "cross-site";
        return browser;
    }
}
