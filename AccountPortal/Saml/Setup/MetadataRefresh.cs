using System.Text;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>
/// Reads companies' metadata again each day. By itself it adds their next certificate, which all administrators are mailed, and drops one that has ended and that they no longer name; everything
/// else waits for an administrator: who may write that document, or the DNS in front of it, must not become the company.
/// </summary>
public sealed class MetadataRefresh(
    PortalDbContext db, MetadataFetch fetch, MetadataReader reader, ProviderChanges changes, AdministratorMail mail, SetupLetters letters, SecurityEvents events, TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>After a reading that failed.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Reads the next one that is due. <c>false</c>: none is. Any number of nodes may ask at once: each reading is one node's.</summary>
    public async Task<bool> RefreshNextAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not { } slug)
        {
            return false;
        }

        var provider = await db.SamlProviders.AsNoTracking().SingleAsync(row => row.Slug == slug, cancellationToken);
        // Without a lock: whoever is slow at the other end holds nobody up here.
        var fetched = provider.MetadataUrl is { } url ? await fetch.FetchAsync(url, cancellationToken) : FetchedMetadata.Failed("");
        await ApplyAsync(provider, fetched, cancellationToken);
        return true;
    }

    private async Task<string?> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (day, pause) = (now - Interval, now - Pause);
        var claimed = await db.SamlProviders.FromSql(
            $"""
            with due as materialized (
              select id from saml_providers
              where metadata_url is not null and disabled_at is null
                and (metadata_tried_at is null or metadata_tried_at <= {day} or (metadata_problem is not null and metadata_tried_at <= {pause}))
              order by metadata_tried_at nulls first limit 1 for update skip locked)
            update saml_providers set metadata_tried_at = {now} from due where saml_providers.id = due.id
            returning saml_providers.*
            """).AsNoTracking().ToListAsync(cancellationToken);
        return claimed is [var one] ? one.Slug : null;
    }

    private async Task ApplyAsync(SamlProvider seen, FetchedMetadata fetched, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(seen.Slug, cancellationToken);
        // An administrator was quicker: what was fetched is of an address, or by a key, that counts no more.
        if (change is not { Provider: var provider } || provider.MetadataUrl != seen.MetadataUrl || Hex(provider.MetadataSigner) != Hex(seen.MetadataSigner))
        {
            return;
        }

        var outcome = fetched.Xml is { } xml ? HeldMetadata.Read(reader, provider, xml) : null;
        if (outcome?.Metadata is not { } metadata)
        {
            provider.MetadataProblem = outcome is null ? fetched.Problem : MetadataWords.Of(outcome);
            await change.SaveSilentlyAsync(cancellationToken);
            return;
        }

        (provider.MetadataProblem, provider.MetadataReadAt) = (null, clock.GetUtcNow());
        var side = HeldMetadata.Side(metadata, provider);
        var held = provider.PendingMetadata;
        if (MustWait(change, side))
        {
            provider.PendingMetadata = Encoding.UTF8.GetString(fetched.Xml!);
            await HoldAsync(change, side, held, cancellationToken);
            return;
        }

        provider.PendingMetadata = null;
        var isSame = !Take(change, side);
        await (isSame ? change.SaveSilentlyAsync(cancellationToken) : change.SaveAsync(null, EventKind.ProviderChanged, new() { ["by"] = "metadata" }, cancellationToken));
    }

    /// <summary>Whether an administrator has to look at it first.</summary>
    private bool MustWait(ProviderChange change, TheirSide side)
    {
        var isElsewhere = ProviderDifference.Between(change.Facts, ProviderFacts.Theirs(side, [])).Any(difference => difference.Fact.Part == ProviderPart.Theirs);
        // With none of the keys that are known it could be anybody's document.
        var isStranger = !change.Certificates.Any(side.Names);
        // Which of the old ones is to go is nobody's guess.
        var all = change.Certificates.Except(Ended(change, side)).Select(row => row.Thumbprint).Union(side.Certificates.Select(certificate => certificate.Thumbprint));
        return isElsewhere || isStranger || all.Count() > TheirSide.MostCertificates;
    }

    private bool Take(ProviderChange change, TheirSide side)
    {
        var ended = Ended(change, side);
        ended.ForEach(change.Remove);
        return side.Certificates.Count(certificate => change.Add(certificate, clock.GetUtcNow())) + ended.Count > 0;
    }

    // What they no longer name stays while it lasts: they may still sign with it today.
    private List<SamlCertificate> Ended(ProviderChange change, TheirSide side)
    {
        var now = clock.GetUtcNow();
        return [.. change.Certificates.Where(row => row.NotAfter <= now && !side.Names(row))];
    }

    // The same proposal a day later is no news.
    private async Task HoldAsync(ProviderChange change, TheirSide side, string? held, CancellationToken cancellationToken)
    {
        var before = held is null || HeldMetadata.Read(reader, change.Provider, held) is not { } old ? null : HeldMetadata.Side(old, change.Provider);
        if (before is not null && Stamp(before) == Stamp(side))
        {
            await change.SaveSilentlyAsync(cancellationToken);
            return;
        }

        var differences = ProviderDifference.Between(change.Facts, ProviderFacts.Theirs(side, side.Certificates.Select(certificate => certificate.Thumbprint)));
        events.AddWithoutRequest(db, EventKind.ProviderChangeHeld, null, new(differences.ToDictionary(difference => difference.Fact.Key, difference => difference.Told))
        {
            ["provider"] = change.Provider.Slug,
            ["company"] = change.Provider.Name,
        });
        var (slug, name) = (change.Provider.Slug, change.Provider.Name);
        await mail.AddAsync(administrator => letters.Held(administrator, slug, name, differences), cancellationToken);
        await change.SaveSilentlyAsync(cancellationToken);
    }

    private static string Stamp(TheirSide side) =>
        ConfigurationFingerprint.Of(ProviderFacts.Theirs(side, side.Certificates.Select(certificate => certificate.Thumbprint)), ProviderPart.Theirs, ProviderPart.Certificates);

    private static string Hex(byte[]? bytes) => bytes is null ? "" : Convert.ToHexString(bytes);
}
