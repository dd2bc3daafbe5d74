using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using AccountPortal.Security;
using AccountPortal.Tests.Admin;
using AccountPortal.Tests.Meta;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Hostile;

/// <summary>
/// Everything that nobody should send, to everything that takes something, also to the action that is added tomorrow: each field of each action, each part of
/// its path, its body as a whole, and every cookie. Nothing may fail, come back as markup, show our inside, or touch somebody else.
/// </summary>
public class HostileInputTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const int Seed = 20261121;

    // Of addresses that are served beside the actions, whose parameters are in no list.
    private static readonly string[] InQueries = ["v", "returnUrl", "maxAge", "role", "requireVerified"];
    private readonly ConcurrentQueue<string> wrong = new();
    private Stage stage = null!;

    [Fact]
    public async Task Whatever_is_sent_is_answered_and_not_more_than_that()
    {
        stage = await Stage.SetAsync(app);
        var actions = RoutedActions.Of(app);
        var nobody = new Attacker(app, "nobody", () => Task.FromResult(app.NewBrowser()));
        var person = new Attacker(app, "a person", async () => await app.SignInAsync(await app.NewPersonAsync()));
        var administrator = new Attacker(app, "an administrator", () => app.SignInAdministratorAsync());
        await Task.WhenAll(
            WalkAsync(nobody, actions, action => action.IsOpen),
            WalkAsync(person, actions, action => !action.IsOpen && !action.IsAdmins),
            WalkAsync(administrator, actions, action => action.IsAdmins));
        await AskWithoutActionsAsync(nobody);
        await BringCookiesAsync(nobody, actions);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} wrong of {nobody.Sent + person.Sent + administrator.Sent}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(60))}");
        Assert.InRange(nobody.Sent + person.Sent + administrator.Sent, 2_000, 8_000);
        // A token that is none the framework tells as an error.
        Assert.DoesNotContain(app.Logs.Lines, line => line.Level >= LogLevel.Error && !line.Category.Contains("Antiforgery", StringComparison.Ordinal));
        await stage.AssertUntouchedAsync(app);
    }

    private async Task WalkAsync(Attacker attacker, IReadOnlyList<RoutedAction> actions, Func<RoutedAction, bool> isWhole)
    {
        await attacker.EnterAsync();
        foreach (var action in actions)
        {
            var inputs = new ActionInputs(action);
            // The same in each run. What is not for them is refused before it is looked at, and the development's mailbox is long by then: a few will do.
            var (random, isPart) = (new Random(Seed ^ action.Route.Length), !isWhole(action) || action.Template.StartsWith("dev/", StringComparison.Ordinal));
            var texts = action.IsJson || action.IsOpen ? 6 : 3;
            var bodies = isPart ? 1 : action.IsJson ? HostileBody.All.Count : action.IsOpen ? 12 : 5;
            await MutatePathAsync(attacker, action, inputs, isPart ? Some(HostileText.All, 1, random) : HostileText.Some(texts, random));
            await MutateFieldsAsync(attacker, action, inputs, () => isPart ? Some(HostileText.All, 1, random) : HostileText.Some(texts, random));
            if (action.Method != "GET")
            {
                await MutateBodyAsync(attacker, action, Some(HostileBody.All, bodies, random));
            }
        }
    }

    private static IReadOnlyList<T> Some<T>(IReadOnlyList<T> all, int count, Random random) => count >= all.Count ? all : [.. random.GetItems([.. all], count).Distinct()];

    private async Task MutatePathAsync(Attacker attacker, RoutedAction action, ActionInputs inputs, IReadOnlyList<HostileText> texts)
    {
        foreach (var part in inputs.InPath)
        {
            foreach (var text in texts.Where(text => text.Url is { Length: > 0 }))
            {
                var path = stage.Path(action, part, text.Url!);
                // A path with NUL the server itself refuses, without a word.
                var reply = await attacker.BodyAsync(action.Method, path, new("", "application/x-www-form-urlencoded", "csrf=@csrf"u8.ToArray()));
                Judge(attacker, action, $"{{{part}}} is {text.Name}", reply, isJson: action.IsJson && reply.MediaType is not null);
            }

            foreach (var id in stage.Others.Where(_ => attacker.Who != "an administrator"))
            {
                Judge(attacker, action, $"{{{part}}} is somebody else's", await attacker.BodyAsync(action.Method, stage.Path(action, part, id.ToString()), new("", "application/x-www-form-urlencoded", "csrf=@csrf"u8.ToArray())));
            }
        }
    }

    private async Task MutateFieldsAsync(Attacker attacker, RoutedAction action, ActionInputs inputs, Func<IReadOnlyList<HostileText>> texts)
    {
        foreach (var field in inputs.Fields)
        {
            foreach (var text in texts().Append(new HostileText("somebody else's", stage.Others[0].ToString(), $"\"{stage.Others[0]}\"")))
            {
                var path = stage.Path(action);
                var reply = action.Method == "GET" ? await attacker.AskAsync("GET", $"{path}?{Url(inputs, field, text)}")
                    : inputs.TakesJson ? await attacker.JsonAsync(action.Method, path, Json(inputs, field, text))
                    : await attacker.FormAsync(path, Url(inputs, field, text));
                Judge(attacker, action, $"\"{field}\" is {text.Name}", reply);
            }
        }
    }

    private async Task MutateBodyAsync(Attacker attacker, RoutedAction action, IReadOnlyList<HostileBody> bodies)
    {
        foreach (var body in bodies)
        {
            Judge(attacker, action, $"the body is {body.Name}", await attacker.BodyAsync(action.Method, stage.Path(action), body));
        }
    }

    /// <summary>What is served beside the actions.</summary>
    private async Task AskWithoutActionsAsync(Attacker attacker)
    {
        var others = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is null).ToList();
        Assert.True(others.Count > 3);
        foreach (var endpoint in others)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/').Replace("{documentName}", "v1", StringComparison.Ordinal);
            foreach (var text in HostileText.All.Where(text => text.Url is { Length: < 1_000 }))
            {
                var query = string.Join('&', InQueries.Select(name => $"{name}={text.Url!.Replace("@", name, StringComparison.Ordinal)}"));
                var reply = await attacker.AskAsync("GET", $"{path}?{query}");
                Judge($"{attacker.Who}: GET {path}: the query is {text.Name}", reply, endpoint.Metadata.GetMetadata<JsonApiAttribute>() is not null);
            }
        }
    }

    /// <summary>Every cookie that there is, with nothing of ours in it.</summary>
    private async Task BringCookiesAsync(Attacker attacker, IReadOnlyList<RoutedAction> actions)
    {
        string[] values = ["%00", "%zz%FF", "CfDJ8" + new string('A', 400), new string('A', 43), $"{new string('A', 43)}.{new string('A', 11)}", Uri.EscapeDataString(HostileText.Markup)];
        Assert.True(stage.Cookies.Count > 5);
        foreach (var action in actions.Where(action => action.IsOpen))
        {
            foreach (var value in values)
            {
                var cookies = string.Join("; ", stage.Cookies.Select(name => $"{name}={value}"));
                Judge(attacker, action, $"each cookie is {value}", await attacker.AskAsync(action.Method, stage.Path(action), cookies));
            }
        }
    }

    private string Url(ActionInputs inputs, string field, HostileText text) => string.Join('&', inputs.Fields
        .Where(name => name == field ? text.Url is not null : stage.Good(name) is not null)
        .Select(name => $"{name}={(name == field ? text.Url!.Replace("@", name, StringComparison.Ordinal) : Uri.EscapeDataString(stage.Good(name)!))}"));

    private string Json(ActionInputs inputs, string field, HostileText text) => $"{{{string.Join(',', inputs.Fields
        .Where(name => name == field ? text.Json is not null : stage.Good(name) is not null)
        .Select(name => $"\"{name}\":{(name == field ? text.Json : JsonSerializer.Serialize(stage.Good(name)))}"))}}}";

    private void Judge(Attacker attacker, RoutedAction action, string what, HostileReply reply, bool? isJson = null)
    {
        Judge($"{attacker.Who}: {action.Route}: {what}", reply, isJson ?? action.IsJson);
        if (attacker.Who != "an administrator" && reply.Text.Contains(Stage.Secret, StringComparison.Ordinal))
        {
            wrong.Enqueue($"{attacker.Who}: {action.Route}: {what}: it tells of somebody else");
        }
    }

    private void Judge(string what, HostileReply reply, bool isJson)
    {
        foreach (var problem in reply.Problems(isJson))
        {
            wrong.Enqueue($"{what}: {problem}");
        }
    }

    /// <summary>What there is to be reached and to be left alone: an account for acts, a company, and a bystander.</summary>
    private sealed class Stage
    {
        /// <summary>A word that stands in what the bystander alone may see.</summary>
        public const string Secret = "bystander7f3a";

        private Person bystander = null!;
        private Browser watching = null!;
        private RealPaths paths = null!;

        /// <summary>Ids of the bystander's: account, session.</summary>
        public IReadOnlyList<Guid> Others { get; private set; } = [];

        public IReadOnlyList<string> Cookies { get; private set; } = [];

        public static async Task<Stage> SetAsync(PortalApp app)
        {
            var stage = new Stage { bystander = await app.NewPersonAsync(email: $"{Secret}@example.com"), paths = await RealPaths.MakeAsync(app) };
            stage.watching = await app.SignInAsync(stage.bystander);
            await app.Db(db => db.Users.Where(row => row.Id == stage.bystander.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, $"Name of {Secret}")));
            stage.Others = [stage.bystander.Id, await app.Db(db => db.Sessions.Where(row => row.UserId == stage.bystander.Id).Select(row => row.Id).SingleAsync())];
            stage.Cookies = [.. NamesOfCookies()];
            return stage;
        }

        public string Path(RoutedAction action, string? part = null, string? value = null) => paths.Of(action, part, value);

        /// <summary>What a person would fill in; <c>null</c> for what may be left alone.</summary>
        public string? Good(string field) => field switch
        {
            "email" => paths.Somebody.Email,
            "password" or "currentPassword" => paths.Somebody.Password,
            "newPassword" => "an entirely new sentence",
            "newEmail" => "new.address@example.com",
            "reason" => "for this test",
            "code" => "123456",
            "returnUrl" => "/account",
            "token" => new string('t', 43),
            "name" or "displayName" => "A name",
            "timeZone" => "Europe/Berlin",
            "product" => "other",
            "slug" => $"co{Guid.CreateVersion7():N}"[..20],
            "domain" => "acme.example",
            "passkey" => "{\"id\":\"a\",\"rawId\":\"YQ\",\"type\":\"public-key\",\"response\":{}}",
            "xml" => "<x/>",
            "sessions" or "score" => "3",
            _ => null,
        };

        public async Task AssertUntouchedAsync(PortalApp app)
        {
            Assert.True(await watching.IsSignedInAsync());
            var account = await app.Db(db => db.Users.AsNoTracking().SingleAsync(row => row.Id == bystander.Id));
            Assert.Equal(($"{Secret}@example.com", $"Name of {Secret}", null), (account.Email, account.DisplayName, account.LockedAt));
            Assert.True(await (await app.SignInAsync(bystander)).IsSignedInAsync());
        }

        // As the source has them: a cookie that is added tomorrow is among them.
        private static IEnumerable<string> NamesOfCookies() => Directory.EnumerateFiles(SourceTree.Portal, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), """(?:"(portal-[a-z-]+)"|LinkName = "([a-z-]+)")"""))
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : $"portal-link-{match.Groups[2].Value}").Distinct();
    }
}
