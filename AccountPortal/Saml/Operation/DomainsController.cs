using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>The domains of a company: added, proven by the DNS, taken away.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}/domains")]
public sealed class DomainsController(PortalDbContext db, ProviderDomains domains, DomainCheck check) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken) =>
        await ProviderAsync(slug, cancellationToken) is { } provider ? await PageAsync(provider, new(), cancellationToken) : NotFound();

    [HttpPost, RequireStepUp("add a domain to a company's sign-in")]
    public async Task<IActionResult> Add(string slug, DomainForm form, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var result = await domains.AddAsync(HttpContext, provider, form.Domain, cancellationToken);
        if (result.Outcome is DomainOutcome.Done or DomainOutcome.Unchanged)
        {
            return Back(slug).WithNotice(result.Outcome == DomainOutcome.Done ? $"{result.Domain} is added. Now put the record into its DNS." : $"{result.Domain} is here already.");
        }

        ModelState.AddModelError(nameof(form.Domain), Problem(result));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return await PageAsync(provider, form, cancellationToken);
    }

    [HttpPost("{id:guid}/check"), RequireStepUp("check the proof of a domain")]
    public async Task<IActionResult> Check(string slug, Guid id, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var result = await check.RunAsync(HttpContext, provider.Id, id, cancellationToken);
        return result.Outcome switch
        {
            DomainOutcome.NotFound => NotFound(),
            DomainOutcome.Done => Back(slug).WithNotice($"{result.Domain} is proven."),
            DomainOutcome.Missing => Back(slug).WithNotice($"There is no record at {DomainProof.RecordOf(result.Domain)} yet. What was entered just now can take an hour to be seen.", NoticeKind.Warn),
            DomainOutcome.Wrong => Back(slug).WithNotice($"The record at {DomainProof.RecordOf(result.Domain)} says {result.Says}, which is not the proof.", NoticeKind.Bad),
            DomainOutcome.Unknown => Back(slug).WithNotice($"Nobody could tell at the moment, because {result.Says}. That says nothing of the domain; try again.", NoticeKind.Warn),
            _ => Back(slug).WithNotice(Problem(result), NoticeKind.Bad),
        };
    }

    [HttpGet("{id:guid}/remove")]
    public async Task<IActionResult> Remove(string slug, Guid id, CancellationToken cancellationToken) =>
        await RemovalAsync(slug, id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost("{id:guid}/remove"), RequireStepUp("take a domain from a company's sign-in")]
    public async Task<IActionResult> Remove(string slug, Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await RemovalAsync(slug, id, cancellationToken) is { } page ? this.Ask(page with { Form = form }) : NotFound();
        }

        return await ProviderAsync(slug, cancellationToken) is { } provider && await domains.RemoveAsync(HttpContext, provider, id, form.Details(), cancellationToken) is { Outcome: DomainOutcome.Done } result
            ? Back(slug).WithNotice($"{result.Domain} is taken away.")
            : NotFound();
    }

    private async Task<IActionResult> PageAsync(SamlProvider provider, DomainForm form, CancellationToken cancellationToken)
    {
        ViewData["Page"] = new DomainsPage(provider, await domains.OfAsync(provider.Id, cancellationToken));
        return View("/Saml/Operation/Domains.cshtml", form);
    }

    private async Task<ActPage?> RemovalAsync(string slug, Guid id, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider
            || await db.SamlDomains.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.ProviderId == provider.Id, cancellationToken) is not { } domain)
        {
            return null;
        }

        var (people, sessions) = await domains.ReachAsync(domain, cancellationToken);
        return new($"Take {domain.Domain} away", Effect(provider, domain, people, sessions), "Take the domain away")
        {
            Action = $"/admin/saml-providers/{slug}/domains/{id}/remove",
            Back = $"/admin/saml-providers/{slug}/domains",
            IsDangerous = true,
        };
    }

    private static string Effect(SamlProvider provider, SamlDomain domain, int people, int sessions) => domain.VerifiedAt is null
        ? $"{provider.Name} can't sign anybody of {domain.Domain} in yet, and then will not. Its record in the DNS can go, too."
        : $"{provider.Name} will not be able to sign in people of {domain.Domain} any more: {Duration.Count(people, "person").Replace("persons", "people", StringComparison.Ordinal)} came in that way, and {Duration.Count(sessions, "session")} of theirs {(sessions == 1 ? "ends" : "end")} now. Their accounts stay.{(domain.EnforcedAt is null ? "" : " They can sign in with a password again, or set one by mail.")}";

    private static string Problem(DomainResult result) => result.Outcome switch
    {
        DomainOutcome.PublicMail => $"Anybody gets an address at {result.Domain}: it is no company's domain.",
        DomainOutcome.Taken => $"{result.Domain} is {result.Says ?? "another company"}'s, by its proof. A domain belongs to one company.",
        DomainOutcome.TooMany => $"{ProviderDomains.Most} domains are the most for one company.",
        _ => "Enter a domain like acme.example: what stands after the @ in the company's addresses.",
    };

    private RedirectToActionResult Back(string slug) => RedirectToAction(nameof(Index), new { slug });

    private Task<SamlProvider?> ProviderAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
}

/// <summary>The domain that is to be added.</summary>
public sealed class DomainForm
{
    public string? Domain { get; init; }
}

/// <summary>A company's domains.</summary>
public sealed record DomainsPage(SamlProvider Provider, IReadOnlyList<SamlDomain> Domains);
