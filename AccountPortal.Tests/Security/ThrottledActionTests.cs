using AccountPortal.Security;
using AccountPortal.Tests.Meta;

namespace AccountPortal.Tests.Security;

/// <summary>What strangers may do is counted: a decision for each action, also for the one that is added tomorrow.</summary>
public class ThrottledActionTests(PortalApp app) : IClassFixture<PortalApp>
{
    /// <summary>Within everybody's reach and not counted for the client, each with its reason.</summary>
    private static readonly string[] Uncounted =
    [
        // Pages that show a form, or lead on: nothing is looked up but by a cookie of ours, by its key.
        "GET /", "GET /sign-up", "GET /sign-up/sent", "GET /sign-in", "GET /sign-in/password", "GET /sign-in/passkey", "GET /forgot-password", "GET /forgot-password/sent",
        // Behind a cookie that only a right password gives; the tries at a code are counted for the account.
        "GET /sign-in/two-factor", "GET /sign-in/recovery-code", "GET /sign-in/limit", "POST /sign-in/limit",
        // One read by the hash of a token of 256 bits.
        "GET /verify-email", "GET /reset-password", "GET /undo-email-change", "GET /not-me", "GET /stop-factor-reset", "GET /keep-account", "GET /saml/{slug}/connect/mail",
        // They take a session away, by its key; without one they do nothing.
        "POST /sign-out", "POST /logout",
        // Development alone.
        "GET /dev/mail", "GET /dev/mail.json", "GET /dev/mail/{id}", "GET /dev/mail/{id}/html",
    ];

    [Fact]
    public void Whatever_a_stranger_may_call_is_counted_or_on_the_list()
    {
        var uncounted = RoutedActions.Of(app).Where(action => action.IsOpen && Limit(action) is null).Select(action => action.Route);
        Assert.Equal(Uncounted.Order(StringComparer.Ordinal), uncounted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_document_has_each_limit_of_a_client()
    {
        var told = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", "security.md")).SkipWhile(line => line != "### Limits of one client, by route").Skip(1)
            .TakeWhile(line => !line.StartsWith('#')).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        var limits = RoutedActions.Of(app).Where(action => Limit(action) is not null).GroupBy(action => Limit(action)!.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"| `{group.Key}` | {Limit(group.First())!.Burst:N0} | {Limit(group.First())!.Seconds} s | {string.Join(", ", group.Select(action => $"`{action.Route}`").Order(StringComparer.Ordinal))} |").ToList();
        Assert.True(limits.SequenceEqual(told), $"These are the limits:\n{string.Join('\n', limits)}");
    }

    [Fact]
    public void Actions_that_share_a_count_share_its_limit() => Assert.All(
        RoutedActions.Of(app).Select(Limit).OfType<ThrottleClientAttribute>().GroupBy(limit => limit.Name), limits => Assert.Single(limits.Select(limit => (limit.Burst, limit.Seconds)).Distinct()));

    private static ThrottleClientAttribute? Limit(RoutedAction action) => action.Action.EndpointMetadata.OfType<ThrottleClientAttribute>().SingleOrDefault();
}
