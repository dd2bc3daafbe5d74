using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>Enables, disables and deletes a provider. The page before each says what happens to whom.</summary>
[AdminArea, Route("/admin/saml-providers/{slug}")]
public sealed class StateController(PortalDbContext db, ProviderActivation activation) : Controller
{
    [HttpGet("enable")]
    public Task<IActionResult> Enable(string slug, CancellationToken cancellationToken) => AskAsync(slug, EnablePage, new(), cancellationToken);

    [HttpPost("enable"), RequireStepUp("enable a company's sign-in")]
    public Task<IActionResult> Enable(string slug, ActForm form, CancellationToken cancellationToken) => DoAsync(
        slug, EnablePage, form, () => activation.EnableAsync(HttpContext, slug, form.Details(), false, cancellationToken), _ => "It is enabled: people of its domains can sign in through it.", cancellationToken);

    [HttpGet("disable")]
    public Task<IActionResult> Disable(string slug, CancellationToken cancellationToken) => AskAsync(slug, DisablePage, new(), cancellationToken);

    [HttpPost("disable"), RequireStepUp("disable a company's sign-in")]
    public Task<IActionResult> Disable(string slug, ActForm form, CancellationToken cancellationToken) => DoAsync(
        slug, DisablePage, form, () => activation.DisableAsync(HttpContext, slug, form.Details(), cancellationToken), result => $"It is disabled; {Ended(result.Sessions)}.", cancellationToken);

    [HttpGet("reopen")]
    public Task<IActionResult> Reopen(string slug, CancellationToken cancellationToken) => AskAsync(slug, ReopenPage, new(), cancellationToken);

    [HttpPost("reopen"), RequireStepUp("make a company's sign-in a draft again")]
    public Task<IActionResult> Reopen(string slug, ActForm form, CancellationToken cancellationToken) => DoAsync(
        slug, ReopenPage, form, () => activation.ReopenAsync(HttpContext, slug, form.Details(), cancellationToken), _ => "It is a draft again: its test sign-in works, and nothing else.", cancellationToken);

    [HttpGet("delete")]
    public Task<IActionResult> Delete(string slug, CancellationToken cancellationToken) => AskAsync(slug, DeletePage, new(), cancellationToken);

    [HttpPost("delete"), RequireStepUp("delete a company's sign-in", SecondFactor = true)]
    public Task<IActionResult> Delete(string slug, ActForm form, CancellationToken cancellationToken) => DoAsync(
        slug, DeletePage, form, () => activation.DeleteAsync(HttpContext, slug, form.Details(), cancellationToken), _ => $"{slug} is deleted. The accounts of its people stay.", cancellationToken);

    private async Task<IActionResult> AskAsync(string slug, Func<SamlProvider, ProviderReach, ActPage> page, ActForm form, CancellationToken cancellationToken) =>
        await FindAsync(slug, cancellationToken) is { } provider ? this.Ask(page(provider, await activation.ReachAsync(provider.Id, cancellationToken)) with { Form = form }) : NotFound();

    private async Task<IActionResult> DoAsync(
        string slug, Func<SamlProvider, ProviderReach, ActPage> page, ActForm form, Func<Task<ActivationResult>> act, Func<ActivationResult, string> done, CancellationToken cancellationToken)
    {
        if (await FindAsync(slug, cancellationToken) is not { } provider)
        {
            return NotFound();
        }

        if (!form.IsFine(ModelState, page(provider, await activation.ReachAsync(provider.Id, cancellationToken)).Typed))
        {
            return await AskAsync(slug, page, form, cancellationToken);
        }

        var result = await act();
        var overview = Redirect($"/admin/saml-providers/{slug}");
        return result.Outcome switch
        {
            ActivationOutcome.NotFound => NotFound(),
            ActivationOutcome.Unchanged => overview.WithNotice(Acts.Already),
            ActivationOutcome.NotReady => overview.WithNotice($"It can't be enabled yet. {string.Join(' ', result.Obstacles.Select(obstacle => obstacle.Says))}", NoticeKind.Bad),
            ActivationOutcome.StillEnabled => overview.WithNotice("Disable it first: then you see what that means before it is gone.", NoticeKind.Bad),
            ActivationOutcome.Gone => Redirect("/admin/saml-providers").WithNotice(done(result)),
            _ => overview.WithNotice(done(result)),
        };
    }

    private static ActPage EnablePage(SamlProvider provider, ProviderReach reach) => Page(
        provider, "enable", $"Enable {provider.Name}",
        $"People of {Words(reach.Domains, "its proven domains")} can sign in through {provider.Name} from then on.{(reach.Enforced.Count > 0 ? $" For {Words(reach.Enforced, "")} it is the only way in." : " Their passwords go on working, until you make it the only way in.")}",
        "Enable");

    private static ActPage DisablePage(SamlProvider provider, ProviderReach reach) => Page(
        provider, "disable", $"Disable {provider.Name}",
        $"At once, nobody can sign in through {provider.Name} any more, and {ProviderReach.Ending(reach.Sessions)}. {Others(reach)}{(reach.Enforced.Count > 0 ? $" For {Words(reach.Enforced, "")} passwords work again meanwhile." : "")}",
        "Disable") with { IsDangerous = true };

    private static ActPage ReopenPage(SamlProvider provider, ProviderReach reach) => Page(
        provider, "reopen", $"Make {provider.Name} a draft again",
        "Its test sign-in works again, and nothing else, until it is enabled.",
        "Make it a draft");

    private static ActPage DeletePage(SamlProvider provider, ProviderReach reach) => Page(
        provider, "delete", $"Delete {provider.Name}",
        $"All that is configured of {provider.Name} goes, its domains and its log included. {Others(reach)} Their accounts stay, and none of them remembers the company: should it come back, each is connected anew by its owner.{(reach.WithRoles > 0 ? $" {ProviderReach.Persons(reach.WithRoles)} {(reach.WithRoles == 1 ? "loses" : "lose")} the roles that its groups gave." : "")} This can't be undone.",
        "Delete") with { IsDangerous = true, Typed = provider.Slug };

    private static ActPage Page(SamlProvider provider, string act, string title, string says, string button) =>
        new(title, says, button) { Action = $"/admin/saml-providers/{provider.Slug}/{act}", Back = $"/admin/saml-providers/{provider.Slug}" };

    private static string Others(ProviderReach reach) => reach.People == 0
        ? "Nobody has come in this way yet."
        : $"{ProviderReach.Persons(reach.People)} came in this way; {(reach.WithoutPassword == 0 ? "all of them have another way in." : $"{reach.WithoutPassword} of them {(reach.WithoutPassword == 1 ? "has" : "have")} no password here and can no longer sign in, unless they set one by mail.")}";

    private static string Words(IReadOnlyList<string> domains, string none) => domains switch
    {
        [] => none,
        [var one] => one,
        [var one, var other] => $"{one} and {other}",
        [var one, var other, ..] => $"{one}, {other} and {Duration.Count(domains.Count - 2, "more domain")}",
    };

    private static string Ended(int sessions) => sessions == 0 ? "there was no session of its people" : $"{Duration.Count(sessions, "session")} ended";

    private Task<SamlProvider?> FindAsync(string slug, CancellationToken cancellationToken) => db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Slug == slug, cancellationToken);
}
