using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccountPortal.Saml.Setup;

/// <summary>What an operator wants a provider to be, from the arguments of <c>saml import</c>.</summary>
public sealed record ImportWish
{
    public required string Slug { get; init; }

    /// <summary>Needed for a new one.</summary>
    public string? Name { get; init; }

    /// <summary>A file or an address.</summary>
    public required string Metadata { get; init; }

    public string? Product { get; init; }

    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The operator's word that the domains are the company's.</summary>
    public bool DomainVerified { get; init; }

    public bool Enable { get; init; }
}

/// <summary>
/// Sets a provider up in one go, by the same rules as the pages; what an operator may do beyond them, to vouch for a domain and to enable without a test, is
/// written down as that. Repeated, it changes what is different and nothing else.
/// </summary>
public sealed class SamlImport(
    PortalDbContext db, MetadataFetch fetch, MetadataReader reader, ProviderChanges changes, ProviderDomains domains, ProviderActivation activation, SecurityEvents events, IHostEnvironment environment,
    TimeProvider clock)
{
    private static readonly Dictionary<string, string> ByCommand = new() { ["by"] = "command" };
    private readonly List<string> said = [];

    /// <summary>Lines to print, and the problem that stopped it; what was said before that is done.</summary>
    public async Task<(IReadOnlyList<string> Said, string? Problem)> RunAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        var problem = await DoAsync(wish, cancellationToken);
        return (said, problem);
    }

    private async Task<string?> DoAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        // All that can be wrong with the wish is found before anything is made.
        var existing = await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == wish.Slug, cancellationToken);
        var form = new NewProviderForm { Slug = wish.Slug, Name = wish.Name ?? existing?.Name, Product = wish.Product ?? existing?.Product ?? SamlProducts.Other.Id };
        var problems = new ModelStateDictionary();
        if (!form.IsFine(problems))
        {
            return problems.Values.SelectMany(entry => entry.Errors).First().ErrorMessage;
        }

        if (wish.Enable && existing?.IsDisabled == true)
        {
            return $"It can't be enabled. {ProviderActivation.StaysDisabled}";
        }

        var (metadata, problem) = await ReadAsync(wish.Metadata, existing?.MetadataSigner, cancellationToken);
        if (metadata is null)
        {
            return problem;
        }

        if (existing is null && !await MakeAsync(form, cancellationToken))
        {
            return $"Somebody made the provider {wish.Slug} at this moment. Run the command again.";
        }

        return await ChangeAsync(wish, form, metadata, existing?.MetadataSigner, cancellationToken)
            ?? await AddDomainsAsync(wish, cancellationToken)
            ?? (wish.Enable ? await EnableAsync(wish, cancellationToken) : null);
    }

    // Who has to sign it was an administrator's decision: a file has to be signed, too.
    private async Task<(ProviderMetadata? Metadata, string? Problem)> ReadAsync(string source, byte[]? signer, CancellationToken cancellationToken)
    {
        var fetched = await FetchAsync(source, cancellationToken);
        if (fetched.Xml is not { } xml)
        {
            return (null, fetched.Problem);
        }

        var outcome = reader.Read(xml, null, signer is null ? null : [TrustedCertificate.Read(signer)]);
        return outcome.EntityIds.Count > 1
            ? (null, $"{source} holds {outcome.EntityIds.Count} identity providers: give the metadata of one.")
            : (outcome.Metadata, outcome.Metadata is null ? $"{source}: {MetadataWords.Of(outcome)}" : null);
    }

    private async Task<FetchedMetadata> FetchAsync(string source, CancellationToken cancellationToken)
    {
        if (IsAddress(source))
        {
            var fetched = await fetch.FetchAsync(source, cancellationToken);
            return fetched.Problem is { } problem ? FetchedMetadata.Failed($"{source}: {problem}") : fetched;
        }

        try
        {
            return new FileInfo(source).Length <= MetadataFetch.MostBytes ? new(await File.ReadAllBytesAsync(source, cancellationToken), null) : FetchedMetadata.Failed($"{source} is larger than 1 MB.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return FetchedMetadata.Failed($"The file {source} can't be read: {fault.Message}");
        }
    }

    private async Task<bool> MakeAsync(NewProviderForm form, CancellationToken cancellationToken)
    {
        var provider = form.ToProvider(clock.GetUtcNow());
        db.Add(provider);
        events.AddWithoutRequest(db, EventKind.ProviderMade, null, new(ByCommand) { ["provider"] = provider.Slug, ["company"] = provider.Name, ["product"] = provider.Product! });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            said.Add($"Made the provider {provider.Slug}.");
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    private async Task<string?> ChangeAsync(ImportWish wish, NewProviderForm form, ProviderMetadata metadata, byte[]? signer, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(wish.Slug, cancellationToken);
        if (change is null)
        {
            return $"The provider {wish.Slug} was deleted meanwhile.";
        }

        var (provider, now) = (change.Provider, clock.GetUtcNow());
        if (!(provider.MetadataSigner ?? []).AsSpan().SequenceEqual(signer ?? []))
        {
            return $"Who signs the metadata of {wish.Slug} was changed at this moment. Run the command again.";
        }

        // With a file, the daily reading goes on from where it is set to: it is what brings their next certificate.
        var url = IsAddress(wish.Metadata) ? wish.Metadata : null;
        if (change.Replace(TheirSide.Of(metadata, provider) with { MetadataUrl = url ?? provider.MetadataUrl, MetadataSigner = signer }, dropsOthers: false, now) is { } problem)
        {
            return problem;
        }

        (provider.Name, provider.Product, provider.PendingMetadata, provider.MetadataProblem) = (form.KeptName, form.Product, null, null);
        if (url is not null)
        {
            (provider.MetadataReadAt, provider.MetadataTriedAt) = (now, now);
        }

        var differences = change.Differences;
        if (differences.Count == 0)
        {
            said.Add("Their side is as it was.");
            await change.SaveSilentlyAsync(cancellationToken);
            return null;
        }

        await change.SaveAsync(null, EventKind.ProviderChanged, new(ByCommand), cancellationToken);
        said.AddRange(differences.Select(difference => $"{difference.Fact.Label}: {difference.Told}"));
        var namesake = await db.SamlProviders.Where(row => row.EntityId == provider.EntityId && row.Slug != wish.Slug).Select(row => row.Slug).FirstOrDefaultAsync(cancellationToken);
        if (namesake is not null)
        {
            said.Add($"Mind: {namesake} has this entity ID, too.");
        }

        return null;
    }

    private async Task<string?> AddDomainsAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        var provider = await db.SamlProviders.AsNoTracking().SingleAsync(row => row.Slug == wish.Slug, cancellationToken);
        foreach (var domain in wish.Domains)
        {
            var result = wish.DomainVerified ? await domains.VouchAsync(provider, domain, cancellationToken) : await domains.AddAsync(null, provider, domain, cancellationToken);
            switch (result.Outcome)
            {
                case DomainOutcome.Done:
                    said.Add(wish.DomainVerified ? $"{result.Domain} is the company's, by your word." : $"{result.Domain} waits for its proof; saml show {wish.Slug} says which.");
                    break;
                case DomainOutcome.Unchanged:
                    said.Add($"{result.Domain} is there already.");
                    break;
                default:
                    return Words(domain, result);
            }
        }

        return null;
    }

    private async Task<string?> EnableAsync(ImportWish wish, CancellationToken cancellationToken)
    {
        var result = await activation.EnableAsync(null, wish.Slug, new(ByCommand), isVouched: true, cancellationToken);
        if (result.Outcome == ActivationOutcome.NotReady)
        {
            return $"It can't be enabled yet. {string.Join(' ', result.Obstacles.Select(obstacle => obstacle.Says))}";
        }

        said.Add(result.Outcome == ActivationOutcome.Unchanged ? "It is enabled already." : "It is enabled.");
        return null;
    }

    private static string Words(string typed, DomainResult result) => result.Outcome switch
    {
        DomainOutcome.NoDomain => $"\"{typed}\" is not a domain.",
        DomainOutcome.PublicMail => $"Anybody gets an address at {result.Domain}: no company can have it.",
        DomainOutcome.Taken => $"{result.Domain} belongs to {result.Says ?? "another company"} already.",
        DomainOutcome.TooMany => $"A provider has at most {ProviderDomains.Most} domains.",
        _ => $"{result.Domain} could not be added.",
    };

    private bool IsAddress(string source) => source.Contains("://", StringComparison.Ordinal) || ProviderLocation.IsFine(source, environment.IsDevelopment());
}
