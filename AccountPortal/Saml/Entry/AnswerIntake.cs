using System.Security.Cryptography.X509Certificates;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Entry;

/// <summary>What came of an answer: refused with a number to quote, or right.</summary>
public sealed record AnswerResult(ResponseOutcome Outcome, SamlRequest? Request, string? CorrelationId, SamlPerson? Person = null)
{
    public bool IsRefused => CorrelationId is not null;

    /// <summary>What the reader made of the message, also where the portal refused it after that: for a test's page alone.</summary>
    public Assertion? Read { get; init; }

    /// <summary>The message without names and values.</summary>
    public string? Redacted { get; init; }
}

/// <summary>
/// Takes what is posted to a provider's ACS: every check, in the order of the list, whatever the answer is for. A test sign-in runs through the very same.
/// </summary>
public sealed class AnswerIntake(
    PortalDbContext db, ResponseReader reader, SamlRequests requests, SamlKeys keys, SamlAddresses addresses, SamlAnswers answers, SamlOpening opening, RefusalLog log,
    IOptions<SamlSettings> settings, TimeProvider clock)
{
    private static readonly TimeSpan UseInterval = TimeSpan.FromHours(1);

    public async Task<AnswerResult> TakeAsync(HttpContext context, SamlProvider provider, IFormCollection form, CancellationToken cancellationToken)
    {
        var received = reader.Receive(form);
        var request = received.InResponseTo is { } id ? await requests.FindAsync(context, provider.Id, id, cancellationToken) : null;
        var outcome = received.Check(await ExpectedAsync(provider, received, request, cancellationToken));
        var refusal = outcome.Refusal is not null ? null : DraftRefusal(provider, request);
        var (person, missing) = outcome.Assertion is { } assertion && refusal is null ? SamlPerson.Read(provider, assertion) : (null, null);
        refusal ??= missing is { } check ? new(check, check == SamlRefusal.EmailMissing ? "an email address" : "a name that lasts", "none that is usable") : null;
        refusal ??= person is null ? null : await DomainAsync(provider, person, cancellationToken);
        var passed = outcome.Refusal is null && refusal is null;
        // An authentic answer uses its request up, whatever is wrong with it: nobody tries again with that request.
        if (request is not null && outcome.IsAuthentic && !await requests.UseAsync(context, request, passed, passed ? Sealed(provider, request, received, outcome.Assertion!, person!) : null, cancellationToken))
        {
            (passed, refusal) = (false, new(SamlRefusal.Replayed, "a request that was not answered yet", "one that was"));
        }

        // What nobody asked for has no request that could be used up.
        if (passed && request is null && !await opening.AddAsync(provider.Id, SamlOpening.Ids(Ticket(provider, outcome.Assertion!, person!)), outcome.Assertion!.KeepUntil, cancellationToken))
        {
            (passed, refusal) = (false, new(SamlRefusal.Replayed, "a message that did not come before", "one that did"));
        }

        if (passed)
        {
            await NoteUseAsync(provider, outcome.Assertion!, cancellationToken);
            return new(outcome, request, null, person) { Read = outcome.Assertion, Redacted = request?.Purpose == SamlPurpose.Test ? received.Redacted() : null };
        }

        var correlationId = outcome.Refusal is not null
            ? await log.AddAsync(context, provider, outcome.Checks, request?.Purpose, received.Redacted(), outcome.Fault, cancellationToken)
            : await log.AddAsync(context, provider, refusal!.Reason, refusal.Expected, refusal.Got, request?.Purpose, received.Redacted(), cancellationToken);
        return new(With(outcome, refusal), request, correlationId, person) { Read = outcome.Assertion, Redacted = request?.Purpose == SamlPurpose.Test ? received.Redacted() : null };
    }

    private async Task<ExpectedResponse> ExpectedAsync(SamlProvider provider, ReceivedResponse received, SamlRequest? request, CancellationToken cancellationToken)
    {
        var certificates = await db.SamlCertificates.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderByDescending(row => row.NotAfter).Select(row => row.Encoded).ToListAsync(cancellationToken);
        X509Certificate2[] own = received.Refusal is null ? [.. (await keys.OfAsync(provider.Id, cancellationToken)).Select(key => key.Certificate)] : [];
        return new()
        {
            Issuer = provider.EntityId,
            EntityId = addresses.EntityId(provider),
            AcsUrl = addresses.Acs(provider),
            Certificates = [.. certificates.Select(encoded => TrustedCertificate.Read(encoded))],
            Request = Pending(provider, received, request),
            DecryptionCertificates = own,
            AcceptsSignedResponseOnly = provider.AcceptsSignedResponseOnly,
            RequiresEncryption = provider.RequiresEncryption,
            AuthnContexts = provider.AuthnContexts,
            // What we ask for is what we take; "unspecified" leaves the choice to the provider (SAML Core 2.0, 3.4.1.1).
            NameIdFormats = provider.NameIdFormat is { } format and not NameIdFormats.Unspecified ? [format] : NameIdFormats.Lasting,
            MappedAttributes = provider.Mapping.Attributes(),
            Skew = provider.ClockSkew,
        };
    }

    // Without a request of this browser's nothing is pending: what names one all the same, or comes unasked where that is not allowed, fits none.
    private PendingRequest? Pending(SamlProvider provider, ReceivedResponse received, SamlRequest? request) =>
        request is not null ? new(received.InResponseTo!, request.SentAt, request.ForcedAuthentication)
        : received.InResponseTo is null && provider is { AllowsUnsolicited: true, IsEnabled: true } ? null
        : new("(none of this browser)", clock.GetUtcNow());

    // A draft answers its own tests alone.
    private static Refused? DraftRefusal(SamlProvider provider, SamlRequest? request) =>
        !provider.IsEnabled && request?.Purpose != SamlPurpose.Test ? new(SamlRefusal.ProviderDisabled, "an enabled provider", "a draft") : null;

    /// <summary>Before anybody is looked for: a provider speaks for the domains that were proven to be its own, and for no other, at every sign-in.</summary>
    private async Task<Refused?> DomainAsync(SamlProvider provider, SamlPerson person, CancellationToken cancellationToken)
    {
        _ = EmailAddress.TryParse(person.Email, out var email);
        var domains = await db.SamlDomains.Where(row => row.ProviderId == provider.Id && row.VerifiedAt != null).Select(row => row.Domain).ToListAsync(cancellationToken);
        return domains.Contains(email.Domain) ? null : new(SamlRefusal.DomainForeign, domains.Count == 0 ? "a verified domain" : string.Join(", ", domains), email.Domain);
    }

    private byte[] Sealed(SamlProvider provider, SamlRequest request, ReceivedResponse received, Assertion assertion, SamlPerson person) =>
        answers.Seal(new(person, Ticket(provider, assertion, person), SamlRequests.ReturnUrl(request, received.RelayState)));

    private SamlTicket Ticket(SamlProvider provider, Assertion assertion, SamlPerson person)
    {
        _ = EmailAddress.TryParse(person.Email, out var email);
        var now = clock.GetUtcNow();
        var most = now + (provider.MaxSessionAge ?? settings.Value.MaxSessionAge);
        return new()
        {
            ProviderId = provider.Id,
            NameId = assertion.NameId,
            SessionIndex = assertion.SessionIndex,
            Domain = email.Domain,
            AnsweredAt = now,
            AuthenticatedAt = assertion.AuthenticatedAt,
            EndsAt = assertion.SessionNotOnOrAfter is { } end && end < most ? end : most,
            AssertionId = assertion.Id,
            ResponseId = assertion.ResponseId,
            KeepUntil = assertion.KeepUntil,
            AsksSecondFactor = provider.AsksSecondFactor,
        };
    }

    private async Task NoteUseAsync(SamlProvider provider, Assertion assertion, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - UseInterval;
        await db.SamlCertificates.Where(row => row.ProviderId == provider.Id && row.Thumbprint == assertion.SignedWith && (row.LastUsedAt == null || row.LastUsedAt < before))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastUsedAt, now), cancellationToken);
    }

    // So that a test's page shows what the portal refused among what the reader checked.
    private static ResponseOutcome With(ResponseOutcome outcome, Refused? refusal) => refusal is null
        ? outcome
        : outcome with { Refusal = refusal.Reason, Assertion = null, Checks = [.. outcome.Checks, new(refusal.Reason, refusal.Expected, refusal.Got, false)] };

    private sealed record Refused(SamlRefusal Reason, string Expected, string Got);
}
