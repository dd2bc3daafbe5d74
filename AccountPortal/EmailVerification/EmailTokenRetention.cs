using AccountPortal.Retention;
using AccountPortal.Shared;

namespace AccountPortal.EmailVerification;

internal sealed class EmailTokenRetention : IRetentionRules
{
    private const string Table = "email_verifications";

    private static readonly TimeSpan Unused = TimeSpan.FromDays(1);

    // Whoever opens the mail again, or presses twice, is told that it is done already.
    private static readonly TimeSpan Used = TimeSpan.FromDays(28);

    public IEnumerable<RetentionRule> Rules =>
    [
        new("mailed-links", "Mailed links")
        {
            Says = "The hashes of links that we mailed are deleted after the link expired. Used ones stay longer, so that their pages can say \"that is done already\".",
            KeptFor = $"{Duration.InWords(Unused)} after they expire, used ones {Duration.InWords(Used)}",
            Steps =
            [
                new TableStep(Table, "expires_at", Unused) { Where = "t.used_at is null" },
                new TableStep(Table, "expires_at", Used) { Where = "t.used_at is not null" },
            ],
        },
    ];
}
