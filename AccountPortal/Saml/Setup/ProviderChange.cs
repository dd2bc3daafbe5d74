using System.Security.Claims;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore.Storage;

namespace AccountPortal.Saml.Setup;

/// <summary>A change of one provider that is under way: nobody else changes it meanwhile. Disposed without being saved it never was.</summary>
public sealed class ProviderChange : IAsyncDisposable
{
    private readonly PortalDbContext db;
    private readonly SecurityEvents events;
    private readonly AdministratorMail mail;
    private readonly SetupLetters letters;
    private readonly IDbContextTransaction transaction;
    private readonly List<SamlCertificate> certificates;
    private readonly IReadOnlyList<ProviderFact> before;
    private readonly string fingerprint;

    internal ProviderChange(
        PortalDbContext db, SecurityEvents events, AdministratorMail mail, SetupLetters letters, IDbContextTransaction transaction, SamlProvider provider, List<SamlCertificate> certificates)
    {
        (this.db, this.events, this.mail, this.letters) = (db, events, mail, letters);
        (this.transaction, this.certificates, Provider) = (transaction, certificates, provider);
        (before, fingerprint) = (Facts, Fingerprint);
    }

    /// <summary>The provider, to be changed.</summary>
    public SamlProvider Provider { get; }

    public IReadOnlyList<SamlCertificate> Certificates => certificates;

    /// <summary>What would be saved now.</summary>
    public IReadOnlyList<ProviderFact> Facts => ProviderFacts.Of(Provider, Thumbprints);

    public IReadOnlyList<ProviderDifference> Differences => ProviderDifference.Between(before, Facts);

    private IEnumerable<string> Thumbprints => certificates.Select(certificate => certificate.Thumbprint);

    private string Fingerprint => ConfigurationFingerprint.Of(Provider, Thumbprints);

    /// <summary>Whether those parts still are what a page showed (see <see cref="ConfigurationFingerprint"/>).</summary>
    public bool IsStill(string? seen, params ProviderPart[] parts) => seen == ConfigurationFingerprint.Of(before, parts);

    /// <summary>Trusts one more certificate. <c>false</c>: it was trusted already.</summary>
    public bool Add(TrustedCertificate certificate, DateTimeOffset now)
    {
        if (Thumbprints.Contains(certificate.Thumbprint))
        {
            return false;
        }

        var row = SamlCertificate.Of(Provider.Id, certificate, now);
        certificates.Add(row);
        db.Add(row);
        return true;
    }

    public void Remove(SamlCertificate certificate)
    {
        certificates.Remove(certificate);
        db.Remove(certificate);
    }

    /// <summary>Puts the company's side in the place of what is saved. In words, why it can't be: then nothing is changed.</summary>
    public string? Replace(TheirSide side, bool dropsOthers, DateTimeOffset now)
    {
        var leaving = side.Leaving(Provider.EntityId, certificates, dropsOthers);
        if (certificates.Except(leaving).Select(row => row.Thumbprint).Union(side.Certificates.Select(certificate => certificate.Thumbprint)).Count() > TheirSide.MostCertificates)
        {
            return $"That makes more than {TheirSide.MostCertificates} certificates. Remove those that are not used any more first.";
        }

        leaving.ToList().ForEach(Remove);
        side.Certificates.ToList().ForEach(certificate => Add(certificate, now));
        side.WriteTo(Provider);
        return null;
    }

    /// <summary>
    /// Saves and commits, with an event that tells each difference, and a mail to all administrators where it decides who comes in.
    /// <paramref name="context"/> is the administrator's request; <c>null</c> where there is none (a command, the daily reading).
    /// </summary>
    public async Task SaveAsync(HttpContext? context, string kind, Dictionary<string, string>? details, CancellationToken cancellationToken)
    {
        if (Fingerprint != fingerprint)
        {
            Provider.Version++;
        }

        Dictionary<string, string> told = new(details ?? []) { ["provider"] = Provider.Slug, ["company"] = Provider.Name };
        foreach (var difference in Differences)
        {
            told[difference.Fact.Key] = difference.Told;
        }

        if (context is null)
        {
            events.AddWithoutRequest(db, kind, null, told);
        }
        else
        {
            events.Add(db, context, kind, EventOutcome.Success, null, details: told);
        }

        await TellAsync(context, details, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // One who could change it alone and unnoticed, or the document that is read each day, would be anybody of the company.
    private async Task TellAsync(HttpContext? context, Dictionary<string, string>? details, CancellationToken cancellationToken)
    {
        var deciding = Differences.Where(difference => difference.Fact.DecidesWho).ToList();
        if (Provider.IsEnabled && deciding.Count > 0)
        {
            var by = context?.User.FindFirstValue(ClaimTypes.Email) ?? (details?.GetValueOrDefault("by") == "metadata" ? "The daily reading of its metadata" : "A command on the server");
            await mail.AddAsync(administrator => letters.Changed(administrator, Provider.Slug, Provider.Name, by, deciding), cancellationToken);
        }
    }

    /// <summary>Saves and commits what is no change of the configuration: how a reading went.</summary>
    public async Task SaveSilentlyAsync(CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}
