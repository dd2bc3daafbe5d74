using System.Security.Cryptography;
using System.Text.Json;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Test sign-ins: they go the way of every sign-in, through the same checks, and leave a report and nothing else. A passed one holds for the version of the provider
/// that it was begun with, which every change of what it depends on raises.
/// </summary>
public sealed class ProviderTests(PortalDbContext db, IDataProtectionProvider protection, SecurityEvents events, TimeProvider clock)
{
    /// <summary>How long a test of an administrator's own lets them enforce a domain.</summary>
    public static readonly TimeSpan OwnLifetime = TimeSpan.FromHours(24);

    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Saml.TestReports");

    /// <summary>Whether the provider, as it is configured now, has passed a test.</summary>
    public static bool IsTested(SamlProvider provider) => provider.TestedVersion == provider.Version;

    /// <summary>Keeps what the answer to a test request brought. The request is this browser's: who began it reads the report.</summary>
    public async Task KeepAsync(HttpContext context, SamlProvider provider, AnswerResult result, CancellationToken cancellationToken)
    {
        var (request, now) = (result.Request!, clock.GetUtcNow());
        var report = new TestReport
        {
            Version = request.Version,
            At = now,
            Passed = !result.IsRefused,
            CorrelationId = result.CorrelationId,
            Checks = result.Outcome.Checks,
            Redacted = result.Redacted,
            NameId = result.Read?.NameId,
            Attributes = result.Read?.Attributes ?? [],
            Person = result.Person,
        };
        var kept = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(report));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // What has passed does not become a failure by another answer to it.
        if (await db.SamlRequests.Where(row => row.IdHash == request.IdHash && (report.Passed || row.Passed != true))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ProtectedAnswer, kept), cancellationToken) == 0)
        {
            return;
        }

        if (report.Passed)
        {
            // For exactly the settings that it was sent with.
            await db.SamlProviders.Where(row => row.Id == provider.Id && row.Version == request.Version)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.TestedVersion, request.Version).SetProperty(row => row.TestedAt, now), cancellationToken);
        }

        events.Add(db, context, EventKind.ProviderTested, report.Passed ? EventOutcome.Success : EventOutcome.Refused, request.UserId, request.SessionId, new() { ["provider"] = provider.Slug, ["company"] = provider.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The newest report of a test that this administrator began.</summary>
    public async Task<TestReport?> LastAsync(Guid providerId, Guid userId, CancellationToken cancellationToken)
    {
        var kept = await db.SamlRequests.AsNoTracking()
            .Where(row => row.ProviderId == providerId && row.UserId == userId && row.Purpose == SamlPurpose.Test && row.ProtectedAnswer != null)
            .OrderByDescending(row => row.SentAt).Select(row => row.ProtectedAnswer).FirstOrDefaultAsync(cancellationToken);
        return kept is null ? null : Open(kept);
    }

    /// <summary>Whether this very administrator passed a test of exactly this configuration not long ago.</summary>
    public Task<bool> HasPassedAsync(SamlProvider provider, Guid userId, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - OwnLifetime;
        return db.SamlRequests.AnyAsync(
            row => row.ProviderId == provider.Id && row.UserId == userId && row.Purpose == SamlPurpose.Test && row.Passed == true && row.Version == provider.Version && row.UsedAt > since, cancellationToken);
    }

    private TestReport? Open(byte[] kept)
    {
        try
        {
            return JsonSerializer.Deserialize<TestReport>(protector.Unprotect(kept));
        }
        catch (CryptographicException exception) when (!Outage.IsOne(exception))
        {
            return null;
        }
    }
}
