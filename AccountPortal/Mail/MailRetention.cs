using AccountPortal.Retention;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

/// <summary>How long the outbox lists what is done with. The letters themselves are wiped at once, by <see cref="OutboxQueue"/>.</summary>
internal sealed class MailRetention(IOptions<RetentionSettings> settings) : IRetentionRules
{
    public IEnumerable<RetentionRule> Rules =>
    [
        new("mails", "Mails")
        {
            Says = "To whom a mail went, about what and when is deleted, counted from when it was sent or given up. What was written in it is wiped as soon as it is sent.",
            KeptFor = Duration.InWords(settings.Value.Mails),
            Setting = "Retention:Mails",
            Steps = [new TableStep("outbox_emails", "created_at", settings.Value.Mails) { And = "coalesce(t.sent_at, t.failed_at) <= @until" }],
        },
    ];
}
