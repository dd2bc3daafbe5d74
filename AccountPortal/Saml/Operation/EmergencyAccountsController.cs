using AccountPortal.Admin;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Saml.Operation;

/// <summary>Who is kept for emergencies: appointed and withdrawn here.</summary>
[AdminArea, Route("/admin/emergency-accounts")]
public sealed class EmergencyAccountsController(BreakGlassAccounts accounts) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("/Saml/Operation/EmergencyAccounts.cshtml", new EmergencyAccountsPage(await accounts.AllAsync(cancellationToken), await accounts.IsAnyEnforcedAsync(cancellationToken)));

    [HttpGet("{id:guid}/appoint")]
    public async Task<IActionResult> Appoint(Guid id, CancellationToken cancellationToken) => await RowAsync(id, cancellationToken) is { } row ? this.Ask(AppointPage(row)) : NotFound();

    [HttpPost("{id:guid}/appoint"), RequireStepUp("appoint an emergency account", SecondFactor = true)]
    public async Task<IActionResult> Appoint(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(await accounts.AppointAsync(HttpContext, id, form.Details(), cancellationToken), $"{row.Email} is kept for emergencies now. Every administrator gets a mail about it.")
            : this.Ask(AppointPage(row) with { Form = form });
    }

    [HttpGet("{id:guid}/withdraw")]
    public async Task<IActionResult> Withdraw(Guid id, CancellationToken cancellationToken) => await RowAsync(id, cancellationToken) is { } row ? this.Ask(WithdrawPage(row)) : NotFound();

    [HttpPost("{id:guid}/withdraw"), RequireStepUp("withdraw an emergency account", SecondFactor = true)]
    public async Task<IActionResult> Withdraw(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await RowAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(await accounts.WithdrawAsync(HttpContext, id, form.Details(), cancellationToken), $"{row.Email} is kept for emergencies no longer.")
            : this.Ask(WithdrawPage(row) with { Form = form });
    }

    private IActionResult Answer(BreakGlassOutcome outcome, string done) => outcome switch
    {
        BreakGlassOutcome.NotFound => NotFound(),
        BreakGlassOutcome.Unchanged => RedirectToAction(nameof(Index)).WithNotice(Acts.Already),
        BreakGlassOutcome.Unfit => RedirectToAction(nameof(Index)).WithNotice("That account could not be used in an emergency.", NoticeKind.Bad),
        BreakGlassOutcome.Last => RedirectToAction(nameof(Index)).WithNotice("A domain is enforced, and this is the last account that could still get in. Appoint another one first.", NoticeKind.Bad),
        _ => RedirectToAction(nameof(Index)).WithNotice(done),
    };

    private async Task<BreakGlassRow?> RowAsync(Guid id, CancellationToken cancellationToken) => (await accounts.AllAsync(cancellationToken)).SingleOrDefault(row => row.Id == id);

    private static ActPage AppointPage(BreakGlassRow row) => new(
        $"Keep {row.Email} for emergencies",
        "The account opens with its password and second factor even where a company's sign-in is the only one otherwise. Each use is told to all administrators by mail, and written down. No company can open it.",
        "Keep it for emergencies")
    {
        Action = $"/admin/emergency-accounts/{row.Id}/appoint",
        Back = "/admin/emergency-accounts",
    };

    private static ActPage WithdrawPage(BreakGlassRow row) => new(
        $"Withdraw {row.Email}",
        "The account is one like the others from then on: where its domain is enforced, it can no longer sign in with its password.",
        "Withdraw it")
    {
        Action = $"/admin/emergency-accounts/{row.Id}/withdraw",
        Back = "/admin/emergency-accounts",
        IsDangerous = true,
    };
}

/// <summary>All administrators, and which of them are kept for emergencies.</summary>
public sealed record EmergencyAccountsPage(IReadOnlyList<BreakGlassRow> Rows, bool IsAnyEnforced);
