using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>How a provider is: for its overview page, as <c>&lt;vc:provider-health provider="…" /&gt;</c>. With what can be done about its state.</summary>
public sealed class ProviderHealthViewComponent(PortalDbContext db, ProviderActivation activation, ProviderDomains domains, ProviderTests tests, TimeProvider clock) : ViewComponent
{
    public async Task<IViewComponentResult> InvokeAsync(SamlProvider provider)
    {
        var (now, stopped) = (clock.GetUtcNow(), HttpContext.RequestAborted);
        var theirs = await db.SamlCertificates.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderBy(row => row.NotAfter).ToListAsync(stopped);
        var ours = await db.SamlKeys.AsNoTracking().Where(row => row.ProviderId == provider.Id && row.State != SamlKey.Former).OrderBy(row => row.NotAfter).ToListAsync(stopped);
        return View("/Saml/Operation/Health.cshtml", new HealthPage(provider)
        {
            LastSignInAt = await db.SamlIdentities.Where(row => row.ProviderId == provider.Id).MaxAsync(row => row.LastSignInAt, stopped),
            People = await db.SamlIdentities.CountAsync(row => row.ProviderId == provider.Id, stopped),
            LastRefusal = await db.RefusedMessages.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderByDescending(row => row.Id).FirstOrDefaultAsync(stopped),
            Certificates =
            [
                .. theirs.Select(row => new CertificateLife(false, "Theirs", row.NotBefore, row.NotAfter, now)),
                .. ours.Select(row => new CertificateLife(true, row.State == SamlKey.Current ? "Ours" : "Ours, next", row.CreatedAt, row.NotAfter, now)),
            ],
            Domains = await domains.OfAsync(provider.Id, stopped),
            KnowsByAddress = LastingName.IsAddress(provider, provider.Mapping, (await tests.LastAsync(provider.Id, UserClaimsPrincipal.AccountId(), stopped))?.NameId),
            Obstacles = provider.IsEnabled ? [] : await activation.ObstaclesAsync(provider, false, stopped),
        });
    }
}

/// <summary>How long a certificate has left.</summary>
public sealed record CertificateLife(bool IsOurs, string Whose, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset Now)
{
    /// <summary>Whole days; negative once it has ended.</summary>
    public int DaysLeft => (int)Math.Floor((NotAfter - Now).TotalDays);

    public int Days => Math.Max(1, (int)(NotAfter - NotBefore).TotalDays);

    public bool EndsSoon => CertificateWarnings.Due(NotAfter - Now) is not null;

    public bool HasEnded => NotAfter <= Now;

    public string Kind => HasEnded ? "bad" : EndsSoon ? "warn" : "good";
}

/// <summary>What the health card shows.</summary>
public sealed record HealthPage(SamlProvider Provider)
{
    public DateTimeOffset? LastSignInAt { get; init; }

    public int People { get; init; }

    public RefusedMessage? LastRefusal { get; init; }

    public IReadOnlyList<CertificateLife> Certificates { get; init; } = [];

    public IReadOnlyList<SamlDomain> Domains { get; init; } = [];

    /// <summary>People are known again by an address, which can pass to somebody else.</summary>
    public bool KnowsByAddress { get; init; }

    /// <summary>What is missing before it can be enabled.</summary>
    public IReadOnlyList<Obstacle> Obstacles { get; init; } = [];
}
