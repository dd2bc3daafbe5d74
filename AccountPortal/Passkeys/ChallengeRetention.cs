using AccountPortal.Retention;

namespace AccountPortal.Passkeys;

internal sealed class ChallengeRetention : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("spent-challenges", "Answered passkey challenges")
        {
            Says = "The hashes of challenges that a passkey has answered are deleted, once the challenge is over anyway.",
            KeptFor = "five minutes",
            Steps = [new TableStep("spent_challenges", "expires_at", TimeSpan.Zero)],
        },
    ];
}
