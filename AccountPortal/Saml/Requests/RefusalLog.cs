using System.Security.Cryptography;
using System.Text;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Security;
using AccountPortal.SignIn;
using AccountPortal.Telemetry;

namespace AccountPortal.Saml.Requests;

/// <summary>Keeps what was refused, for administrators, and hands out the number that the person can quote.</summary>
public sealed class RefusalLog(PortalDbContext db, SecurityEvents events, Throttles throttles, TimeProvider clock, ILogger<RefusalLog> logger)
{
    // Of what anybody can send: enough to see what they are at, and not so much that it fills the disk or buries everything else.
    private static readonly ThrottleRule Strangers = new("saml-refusals", 30, TimeSpan.FromSeconds(2));

    // What came may name a person, and who that is does not belong here.
    private static readonly SamlRefusal[] AboutPeople =
    [
        SamlRefusal.SubjectWrong, SamlRefusal.AttributeWrong, SamlRefusal.AttributeDuplicated, SamlRefusal.NameIdQualifierWrong, SamlRefusal.StructureWrong, SamlRefusal.StatusNotSuccess,
    ];

    /// <summary>Writes a refusal of the reader's down.</summary>
    public Task<string> AddAsync(
        HttpContext context, SamlProvider provider, IReadOnlyList<CheckResult> checks, string? purpose, string? message, Exception? fault, CancellationToken cancellationToken)
    {
        if (fault is not null)
        {
            logger.LogError(fault, "A SAML message could not be read: a defect of the reader");
        }

        var failed = checks.Last(check => !check.Passed);
        return AddAsync(context, provider, failed.Check, failed.Expected, AboutPeople.Contains(failed.Check) ? "(not kept)" : failed.Got, purpose, message, cancellationToken);
    }

    /// <summary>
    /// Writes a refusal down and returns its correlation id. Of messages that belong to no request of ours, thirty a minute of each provider; the server's
    /// own log has a line of the others, with the number.
    /// </summary>
    public async Task<string> AddAsync(
        HttpContext context, SamlProvider provider, SamlRefusal reason, string expected, string got, string? purpose, string? message, CancellationToken cancellationToken)
    {
        Measures.SamlRefused(reason.ToString());
        var (now, correlationId) = (clock.GetUtcNow(), Convert.ToHexString(RandomNumberGenerator.GetBytes(6)));
        if (purpose is null or ConsumedMessage.Logout && await throttles.TakeAsync(Strangers, provider.Id.ToString(), cancellationToken) is not null)
        {
            logger.LogInformation("A SAML message for {Slug} was refused and not kept, since there were many: {Reason} ({CorrelationId})", provider.Slug, reason, correlationId);
            return correlationId;
        }

        db.RefusedMessages.Add(new RefusedMessage
        {
            Id = Guid.CreateVersion7(now),
            At = now,
            ProviderId = provider.Id,
            CorrelationId = correlationId,
            Reason = reason.ToString(),
            Purpose = purpose,
            Expected = Cut(expected),
            Got = Cut(got),
            Message = message is null ? null : Clean(message),
        });
        events.Add(db, context, EventKind.SignIn, EventOutcome.Refused, null, details: new() { ["method"] = AuthMethod.Saml, ["reason"] = reason.ToString(), ["provider"] = provider.Slug });
        await db.SaveChangesAsync(cancellationToken);
        logger.LogInformation("A SAML message for {Slug} was refused: {Reason} ({CorrelationId})", provider.Slug, reason, correlationId);
        return correlationId;
    }

    // A company may have a hundred domains.
    private static string Cut(string text) => Clean(text.Length <= RefusedMessage.TextLength ? text : text[..(RefusedMessage.TextLength - 1)] + "…");

    // PostgreSQL takes no NUL, nor the half of a character that is left where a text was cut.
    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '?');
}
