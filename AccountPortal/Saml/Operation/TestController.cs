using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>Begins test sign-ins, and shows what came of an administrator's last one.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}/test")]
public sealed class TestController(PortalDbContext db, SamlRequests requests, ProviderTests tests, TestOutlook outlook) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(string slug, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        var report = await tests.LastAsync(provider.Id, User.AccountId(), cancellationToken);
        return View("/Saml/Operation/Test.cshtml", new TestPage(provider, report)
        {
            Outlook = report is { Passed: true, Person: { } person } ? await outlook.OfAsync(provider, person, cancellationToken) : null,
        });
    }

    [HttpPost, RequireStepUp("test a company's sign-in")]
    public async Task<IActionResult> Start(string slug, CancellationToken cancellationToken)
    {
        if (await ProviderAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        return provider.IsDisabled || !provider.IsTold
            ? RedirectToAction(nameof(Index), new { slug }).WithNotice(provider.IsDisabled ? "A disabled provider is refused everything. Make it a draft first." : "Tell us the company's data first.", NoticeKind.Bad)
            : new SamlDepartureResult(await requests.StartAsync(HttpContext, provider, SamlPurpose.Test, null, null, cancellationToken));
    }

    private Task<SamlProvider?> ProviderAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
}

/// <summary>The page of test sign-ins. <paramref name="Report"/>: of the reader's own last one.</summary>
public sealed record TestPage(SamlProvider Provider, TestReport? Report)
{
    /// <summary>What the sign-in would have led to.</summary>
    public Outlook? Outlook { get; init; }

    /// <summary>The report says something about the provider as it is now.</summary>
    public bool IsCurrent => Report?.Version == Provider.Version;
}
