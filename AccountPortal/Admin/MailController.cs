using AccountPortal.Data;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>What the portal sends: what waits, what failed and why, what was sent.</summary>
[AdminArea, Route("/admin/mail")]
public sealed class MailController(PortalDbContext db, MailQuery query, MailActs acts) : Controller
{
    [HttpGet, InTurn]
    public async Task<IActionResult> Index(string? state, Guid? before, CancellationToken cancellationToken) =>
        View(await query.PageAsync(Read(state), before, cancellationToken));

    [HttpPost("{id:guid}/retry"), RequireStepUp("send this mail again")]
    public async Task<IActionResult> Retry(Guid id, CancellationToken cancellationToken) => Answer(
        await acts.RetryAsync(HttpContext, id, cancellationToken), "It is tried again now.");

    [HttpGet("{id:guid}/give-up")]
    public async Task<IActionResult> GiveUp(Guid id, CancellationToken cancellationToken) => await PageAsync(id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost("{id:guid}/give-up"), RequireStepUp("give up this mail")]
    public async Task<IActionResult> GiveUp(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await PageAsync(id, cancellationToken) is { } page ? this.Ask(page with { Form = form }) : NotFound();
        }

        return Answer(await acts.GiveUpAsync(HttpContext, id, form, cancellationToken), "It is given up, and its letter is wiped.");
    }

    private IActionResult Answer(MailOutcome outcome, string done) => outcome switch
    {
        MailOutcome.NotFound => NotFound(),
        MailOutcome.TooLate => RedirectToAction(nameof(Index)).WithNotice("It was sent or given up meanwhile."),
        MailOutcome.UnderWay => RedirectToAction(nameof(Index)).WithNotice("It is on its way already."),
        MailOutcome.NothingLeft => RedirectToAction(nameof(Index), new { state = "failed" })
            .WithNotice("It can't be sent again: its letter was wiped when it was given up. Its owner can ask for a new one.", NoticeKind.Bad),
        _ => RedirectToAction(nameof(Index)).WithNotice(done),
    };

    private async Task<ActPage?> PageAsync(Guid id, CancellationToken cancellationToken)
    {
        var mail = await db.OutboxEmails.Where(row => row.Id == id).Select(row => new { row.To, row.Subject }).SingleOrDefaultAsync(cancellationToken);
        return mail is null ? null : new ActPage("Give up this mail", $"\"{mail.Subject}\" to {mail.To} is not tried again, and its letter is wiped. This can't be undone.", "Give up")
        {
            Action = $"/admin/mail/{id}/give-up",
            Back = "/admin/mail",
            IsDangerous = true,
        };
    }

    private static MailState Read(string? state) => state switch
    {
        "failed" => MailState.Failed,
        "sent" => MailState.Sent,
        _ => MailState.Waiting,
    };
}
