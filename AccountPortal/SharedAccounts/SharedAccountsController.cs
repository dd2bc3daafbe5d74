using AccountPortal.Admin;
using AccountPortal.Data;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SharedAccounts;

/// <summary>Accounts that look used by several people: why, and what to do about it.</summary>
[AdminArea, Route("/admin/shared-accounts")]
public sealed class SharedAccountsController(PortalDbContext db, SharedAccountsQuery query, SharedAccountActs acts) : Controller
{
    public const int MostSessions = 20;

    // A computer, a phone and a tablet.
    private const int OfOnePerson = 3;

    [HttpGet, InTurn]
    public async Task<IActionResult> Index(int? score, Guid? after, CancellationToken cancellationToken) => View(await query.PageAsync(score, after, cancellationToken));

    [HttpGet("{id:guid}/tell")]
    public Task<IActionResult> Tell(Guid id, CancellationToken cancellationToken) => AskAsync(id, email => TellPage(id, email), cancellationToken);

    [HttpPost("{id:guid}/tell"), RequireStepUp("ask the owner about this account")]
    public async Task<IActionResult> Tell(Guid id, ActForm form, CancellationToken cancellationToken) => form.IsFine(ModelState) && await HasFindingAsync(id, cancellationToken)
        ? Back(await acts.TellAsync(HttpContext, id, form, cancellationToken) ? "The owner gets a mail." : "The owner had a mail less than a month ago.")
        : await AskAsync(id, email => TellPage(id, email) with { Form = form }, cancellationToken);

    [HttpGet("{id:guid}/limit")]
    public Task<IActionResult> Limit(Guid id, int sessions, CancellationToken cancellationToken) => AskAsync(id, email => LimitPage(id, email, Within(sessions)), cancellationToken);

    [HttpPost("{id:guid}/limit"), RequireStepUp("limit the sessions of this account")]
    public async Task<IActionResult> Limit(Guid id, int sessions, ActForm form, CancellationToken cancellationToken) => form.IsFine(ModelState) && await HasFindingAsync(id, cancellationToken)
        ? Back(await acts.LimitAsync(HttpContext, id, Within(sessions), form, cancellationToken) ? $"Limited to {Duration.Count(Within(sessions), "session")}." : Acts.Already)
        : await AskAsync(id, email => LimitPage(id, email, Within(sessions)) with { Form = form }, cancellationToken);

    [HttpGet("{id:guid}/settle")]
    public Task<IActionResult> Settle(Guid id, CancellationToken cancellationToken) => AskAsync(id, email => SettlePage(id, email), cancellationToken);

    [HttpPost("{id:guid}/settle"), RequireStepUp("settle this finding")]
    public async Task<IActionResult> Settle(Guid id, ActForm form, CancellationToken cancellationToken) => form.IsFine(ModelState) && await HasFindingAsync(id, cancellationToken)
        ? Back(await acts.SettleAsync(HttpContext, id, form, cancellationToken) ? "It is hidden until the score rises." : Acts.Already)
        : await AskAsync(id, email => SettlePage(id, email) with { Form = form }, cancellationToken);

    private NoticeRedirect Back(string notice) => RedirectToAction(nameof(Index)).WithNotice(notice);

    private Task<bool> HasFindingAsync(Guid id, CancellationToken cancellationToken) => db.SharedAccountFindings.AnyAsync(finding => finding.UserId == id, cancellationToken);

    private async Task<IActionResult> AskAsync(Guid id, Func<string, ActPage> page, CancellationToken cancellationToken) =>
        await db.Users.Where(account => account.Id == id && db.SharedAccountFindings.Any(finding => finding.UserId == id)).Select(account => account.Email)
            .SingleOrDefaultAsync(cancellationToken) is { } email ? this.Ask(page(email)) : NotFound();

    /// <summary>What is suggested as a limit: what one person needs, and less than everybody has.</summary>
    public static int Suggested(int usual) => Math.Clamp(usual - 1, 1, OfOnePerson);

    private static int Within(int sessions) => Math.Clamp(sessions, 1, MostSessions);

    private static ActPage TellPage(Guid id, string email) => Page(
        id, "tell", "Message to the owner", $"{email} gets a mail that asks to look at where the account is logged in. Nothing is blocked. At most one such mail a month.", "Send the message") with { TakesMessage = true };

    private static ActPage LimitPage(Guid id, string email, int sessions) => Page(
        id, $"limit?sessions={sessions}", $"Limit to {Duration.Count(sessions, "session")}", $"From the next sign-in on {email} may have {Duration.Count(sessions, "session")} at a time.", $"Limit to {Duration.Count(sessions, "session")}");

    private static ActPage SettlePage(Guid id, string email) => Page(
        id, "settle", "It's all right", $"{email} is not shown here again until its score rises by {SharedAccountFindings.RisesBy}.", "It's all right");

    private static ActPage Page(Guid id, string act, string title, string says, string button) =>
        new(title, says, button) { Action = $"/admin/shared-accounts/{id}/{act}", Back = "/admin/shared-accounts" };
}
