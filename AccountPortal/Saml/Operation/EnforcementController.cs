using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>Whether people of a domain may sign in with a password, too, or through their company alone.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}/enforcement")]
public sealed class EnforcementController(PortalDbContext db, DomainEnforcement enforcement, ProviderDomains domains, BreakGlassAccounts emergencies) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        return View("/Saml/Operation/Enforcement.cshtml", new EnforcementPage(
            provider,
            [.. (await domains.OfAsync(provider.Id, cancellationToken)).Where(domain => domain.VerifiedAt is not null)],
            await enforcement.ConditionsAsync(provider, User.AccountId(), cancellationToken),
            await emergencies.UsableAsync(cancellationToken)));
    }

    [HttpGet("{id:guid}/require")]
    public async Task<IActionResult> Require(string slug, Guid id, CancellationToken cancellationToken) => await RequiringAsync(slug, id, new(), cancellationToken);

    [HttpPost("{id:guid}/require"), RequireStepUp("make a company's sign-in the only one", SecondFactor = true)]
    public async Task<IActionResult> Require(string slug, Guid id, EnforcementForm form, CancellationToken cancellationToken)
    {
        var act = new ActForm { Reason = form.Reason };
        if (!act.IsFine(ModelState))
        {
            return await RequiringAsync(slug, id, form, cancellationToken);
        }

        var result = await enforcement.RequireAsync(HttpContext, slug, id, form.EndsSessions, act.Details(), cancellationToken);
        return Answer(slug, result, $"It is the only way in from now on.{(form.EndsSessions ? $" {ProviderReach.Ending(result.Sessions)} now." : "")}");
    }

    [HttpGet("{id:guid}/ease")]
    public async Task<IActionResult> Ease(string slug, Guid id, CancellationToken cancellationToken) => await EasingAsync(slug, id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost("{id:guid}/ease"), RequireStepUp("let people sign in with a password again")]
    public async Task<IActionResult> Ease(string slug, Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await EasingAsync(slug, id, cancellationToken) is { } page ? this.Ask(page with { Form = form }) : NotFound();
        }

        return Answer(slug, await enforcement.EaseAsync(HttpContext, slug, id, form.Details(), cancellationToken), "Passwords work again for that domain.");
    }

    private IActionResult Answer(string slug, EnforcementResult result, string done) => result.Outcome switch
    {
        EnforcementOutcome.NotFound => NotFound(),
        EnforcementOutcome.Unchanged => Back(slug).WithNotice(Acts.Already),
        EnforcementOutcome.NotReady => Back(slug).WithNotice("Something is missing before a domain can be enforced; see below.", NoticeKind.Bad),
        _ => Back(slug).WithNotice(done),
    };

    private async Task<IActionResult> RequiringAsync(string slug, Guid id, EnforcementForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, id, cancellationToken) is not var (provider, domain))
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        ViewData["Page"] = new RequirePage(provider, domain, await enforcement.ReachAsync(provider, domain, cancellationToken), (await db.Users.Where(row => row.Id == User.AccountId()).Select(row => row.Email).SingleAsync(cancellationToken))!);
        return View("/Saml/Operation/Require.cshtml", form);
    }

    private async Task<ActPage?> EasingAsync(string slug, Guid id, CancellationToken cancellationToken) => await FindAsync(slug, id, cancellationToken) is var (provider, domain)
        ? new($"Let passwords work for {domain.Domain}", $"People of {domain.Domain} can sign in through {provider.Name} or with a password of their own, if they have one or set one by mail.", "Let passwords work")
        {
            Action = $"/admin/saml-providers/{slug}/enforcement/{id}/ease",
            Back = $"/admin/saml-providers/{slug}/enforcement",
        }
        : null;

    private async Task<(SamlProvider Provider, SamlDomain Domain)?> FindAsync(string slug, Guid id, CancellationToken cancellationToken) =>
        await ProviderAsync(slug, cancellationToken) is { } provider
        && await db.SamlDomains.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id && row.ProviderId == provider.Id && row.VerifiedAt != null, cancellationToken) is { } domain
            ? (provider, domain)
            : null;

    private RedirectToActionResult Back(string slug) => RedirectToAction(nameof(Index), new { slug });

    private Task<SamlProvider?> ProviderAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
}

/// <summary>What an administrator fills in before a domain is enforced.</summary>
public sealed class EnforcementForm
{
    public string? Reason { get; init; }

    /// <summary>Whether the sessions end that were opened another way.</summary>
    public bool EndsSessions { get; init; }
}

/// <summary>A provider's proven domains, and what has to be so before one is enforced.</summary>
public sealed record EnforcementPage(SamlProvider Provider, IReadOnlyList<SamlDomain> Domains, IReadOnlyList<Condition> Conditions, int Emergencies)
{
    public bool IsReady => Conditions.All(condition => condition.IsMet);
}

/// <summary>Asks before a domain is enforced. <paramref name="Reader"/>: the administrator's own address.</summary>
public sealed record RequirePage(SamlProvider Provider, SamlDomain Domain, EnforcementReach Reach, string Reader);
