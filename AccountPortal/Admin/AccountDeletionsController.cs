using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NoticeKind = AccountPortal.Shared.NoticeKind;

namespace AccountPortal.Admin;

/// <summary>Deletes an account at once, where two administrators agree: one asks, another one agrees or says no.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}")]
public sealed class AccountDeletionsController(PortalDbContext db, ImmediateDeletions deletions) : Controller
{
    [HttpGet("delete")]
    public async Task<IActionResult> Ask(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(AskPage(id, email)) : NotFound();

    [HttpPost("delete"), RequireStepUp("ask for this account to be deleted", SecondFactor = true)]
    public async Task<IActionResult> Ask(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState, email)
            ? Answer(id, await deletions.AskAsync(HttpContext, id, form, cancellationToken), "Another administrator has to agree within 7 days. They see it under Deletions.")
            : this.Ask(AskPage(id, email) with { Form = form });
    }

    [HttpGet("delete/agree")]
    public async Task<IActionResult> Agree(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(AgreePage(id, email)) : NotFound();

    [HttpPost("delete/agree"), RequireStepUp("agree that this account is deleted", SecondFactor = true)]
    public async Task<IActionResult> Agree(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState, email)
            ? await deletions.AgreeAsync(HttpContext, id, form, cancellationToken) is var outcome && outcome == ImmediateDeletionOutcome.Done
                // The account's own page is gone in a moment.
                ? RedirectToAction(nameof(DeletionsController.Index), "Deletions").WithNotice($"{email} is being deleted. Its owner gets a mail when it is done.")
                : Answer(id, outcome, "")
            : this.Ask(AgreePage(id, email) with { Form = form });
    }

    [HttpGet("delete/decline")]
    public async Task<IActionResult> Decline(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(DeclinePage(id, email)) : NotFound();

    [HttpPost("delete/decline"), RequireStepUp("keep this account", SecondFactor = true)]
    public async Task<IActionResult> Decline(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(id, await deletions.DeclineAsync(HttpContext, id, form, cancellationToken), $"{email} stays.")
            : this.Ask(DeclinePage(id, email) with { Form = form });
    }

    private IActionResult Answer(Guid id, ImmediateDeletionOutcome outcome, string done) => outcome switch
    {
        ImmediateDeletionOutcome.NotFound => NotFound(),
        ImmediateDeletionOutcome.Self => Back(id).WithNotice("You can't decide that about your own account. Other administrators can.", NoticeKind.Bad),
        ImmediateDeletionOutcome.SameAdministrator => Back(id).WithNotice("You asked for it: another administrator has to agree.", NoticeKind.Bad),
        ImmediateDeletionOutcome.LastAdministrator => Back(id).WithNotice("This is the last administrator who can sign in. Make somebody else one first.", NoticeKind.Bad),
        ImmediateDeletionOutcome.Unchanged => Back(id).WithNotice(Acts.Already),
        _ => Back(id).WithNotice(done),
    };

    private RedirectToActionResult Back(Guid id) => RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id });

    private Task<string?> EmailAsync(Guid id, CancellationToken cancellationToken) =>
        db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken);

    private static ActPage AskPage(Guid id, string email) => new(
        "Delete this account at once",
        $"For cases of abuse. {email} is not told before. Another administrator has to agree within {Duration.InWords(ImmediateDeletions.Lifetime)}; then the account and all that is in it is deleted at once, without a way back, and its owner gets a mail.",
        "Ask for it to be deleted")
    {
        Action = $"/admin/accounts/{id}/delete",
        Back = $"/admin/accounts/{id}",
        IsDangerous = true,
        Typed = email,
    };

    private static ActPage AgreePage(Guid id, string email) => new(
        "Agree to delete this account",
        $"{email} and all that is in it is deleted at once. There is no way back. Its owner gets a mail when it is done.",
        "Delete the account now")
    {
        Action = $"/admin/accounts/{id}/delete/agree",
        Back = $"/admin/accounts/{id}",
        IsDangerous = true,
        Typed = email,
    };

    private static ActPage DeclinePage(Guid id, string email) => new("Keep this account", $"{email} is not deleted. Whoever asked for it finds your reason among the activity.", "Keep the account")
    {
        Action = $"/admin/accounts/{id}/delete/decline",
        Back = $"/admin/accounts/{id}",
    };
}
