using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Providers;

/// <summary>
/// Turns providers on and off: the one place, for the pages and for commands. What has to hold before (a test that passed, a domain that was proven) is
/// asked by whoever calls.
/// </summary>
public sealed class ProviderState(PortalDbContext db, SessionEnding ending, SecurityEvents events, TimeProvider clock)
{
    /// <summary>
    /// Lets people in through it from now on, in the caller's transaction if one has begun. <paramref name="vouchedFor"/>: an operator stands in for the
    /// test. <paramref name="context"/> is <c>null</c> for a command. <c>false</c> where it is on already, or gone.
    /// </summary>
    public Task<bool> EnableAsync(Guid providerId, bool vouchedFor, HttpContext? context, CancellationToken cancellationToken) => EnableAsync(providerId, vouchedFor, context, [], cancellationToken);

    /// <summary>The same; the event tells the <paramref name="details"/>, too.</summary>
    public async Task<bool> EnableAsync(Guid providerId, bool vouchedFor, HttpContext? context, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        var rows = await db.SamlProviders.Where(row => row.Id == providerId && (row.EnabledAt == null || row.DisabledAt != null)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.EnabledAt, now).SetProperty(row => row.DisabledAt, (DateTimeOffset?)null).SetProperty(row => row.WasVouchedFor, vouchedFor), cancellationToken);
        if (rows == 0)
        {
            return false;
        }

        await TellAsync(providerId, EventKind.ProviderEnabled, new(details) { ["vouchedFor"] = vouchedFor ? "yes" : "no" }, context, cancellationToken);
        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Stops it at once and everywhere: what it opened ends, what was asked of it is not answered any more, nor are tests and sign-outs. With the first
    /// commit no node lets a session of its in; then their rows go, in portions, so the caller must not have begun a transaction. <c>false</c> where it was
    /// off already, or is gone: then what was left of its sessions ends.
    /// </summary>
    public Task<bool> DisableAsync(Guid providerId, HttpContext? context, CancellationToken cancellationToken) => DisableAsync(providerId, context, [], cancellationToken);

    /// <summary>The same; the event tells the <paramref name="details"/>, too.</summary>
    public async Task<bool> DisableAsync(Guid providerId, HttpContext? context, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        var isDone = await StopAsync(providerId, context, details, cancellationToken);
        // To its end, also where whoever asked for it has closed the page.
        await ending.EndOfProviderAsync(providerId, EndReason.ProviderDisabled, context?.Features.Get<CurrentSession>(), CancellationToken.None);
        return isDone;
    }

    private async Task<bool> StopAsync(Guid providerId, HttpContext? context, Dictionary<string, string> details, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Waits for the sign-ins that are being completed: each is there to be ended, or finds the provider disabled.
        var isDone = await db.SamlProviders.Where(row => row.Id == providerId && row.DisabledAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisabledAt, now), cancellationToken) == 1;
        // Or they would count again, should it be enabled again soon. What was answered stays, as the record of tests; nobody acts on their reports.
        await db.SamlRequests.Where(row => row.ProviderId == providerId && row.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        await db.SamlRequests.Where(row => row.ProviderId == providerId && row.Purpose != SamlPurpose.Test).ExecuteUpdateAsync(set => set.SetProperty(row => row.ProtectedAnswer, (byte[]?)null), cancellationToken);
        if (isDone)
        {
            await TellAsync(providerId, EventKind.ProviderDisabled, new(details), context, cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return isDone;
    }

    private async Task TellAsync(Guid providerId, string kind, Dictionary<string, string> details, HttpContext? context, CancellationToken cancellationToken)
    {
        var provider = await db.SamlProviders.Where(row => row.Id == providerId).Select(row => new { row.Slug, row.Name }).SingleAsync(cancellationToken);
        (details["provider"], details["company"]) = (provider.Slug, provider.Name);
        if (context is null)
        {
            events.AddWithoutRequest(db, kind, null, details);
        }
        else
        {
            events.Add(db, context, kind, EventOutcome.Success, null, details: details);
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}
