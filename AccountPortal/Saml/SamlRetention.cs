using AccountPortal.Retention;

namespace AccountPortal.Saml;

/// <summary>How long what travels between us and the companies is remembered.</summary>
internal sealed class SamlRetention : IRetentionRules
{
    // Anybody can begin one: what came to nothing goes soon.
    private static readonly TimeSpan Unanswered = TimeSpan.FromHours(1);

    // A test sign-in counts for a day before a domain is enforced.
    private static readonly TimeSpan Answered = TimeSpan.FromDays(2);
    private static readonly TimeSpan Refusals = TimeSpan.FromDays(7);

    public IEnumerable<RetentionRule> Rules =>
    [
        new("saml-requests", "Sign-ins through companies that were begun")
        {
            Says = "Requests to companies' systems, with the encrypted answer where nobody acted on it, are deleted.",
            KeptFor = "an hour after they expire, answered ones 2 days",
            Steps = [new TableStep("saml_requests", "expires_at", Unanswered) { Where = "t.used_at is null" }, new TableStep("saml_requests", "expires_at", Answered)],
        },
        new("saml-consumed-assertions", "Messages of companies that counted")
        {
            Says = "The random names of messages that must not count twice are deleted once the messages are too old to count.",
            KeptFor = "as long as the message is valid",
            Steps = [new TableStep("saml_consumed_assertions", "keep_until", TimeSpan.Zero)],
        },
        new("saml-refusals", "Messages of companies that were refused")
        {
            Says = "What was wrong with messages that were refused, and the messages without names and values, are deleted.",
            KeptFor = "7 days",
            Steps = [new TableStep("saml_refusals", "at", Refusals)],
        },
    ];
}
