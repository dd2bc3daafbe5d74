using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NoticeKind = AccountPortal.Shared.NoticeKind;

namespace AccountPortal.Admin;

/// <summary>Locks an account and unlocks it, after asking why.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}")]
public sealed class AccountLocksController(PortalDbContext db, AccountLocking locking) : Controller
{
    [HttpGet("lock")]
    public async Task<IActionResult> Lock(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(await LockPageAsync(id, email, cancellationToken)) : NotFound();

    [HttpPost("lock"), RequireStepUp("lock this account")]
    public async Task<IActionResult> Lock(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(id, await locking.LockAsync(HttpContext, id, form, cancellationToken), $"Locked {email} and signed it out everywhere. Its owner gets a mail.")
            : this.Ask(await LockPageAsync(id, email, cancellationToken) with { Form = form });
    }

    [HttpGet("unlock")]
    public async Task<IActionResult> Unlock(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(UnlockPage(id, email)) : NotFound();

    [HttpPost("unlock"), RequireStepUp("unlock this account")]
    public async Task<IActionResult> Unlock(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(id, await locking.UnlockAsync(HttpContext, id, form, cancellationToken), $"Unlocked {email}. Its owner gets a mail.")
            : this.Ask(UnlockPage(id, email) with { Form = form });
    }

    private IActionResult Answer(Guid id, LockOutcome outcome, string done) => outcome switch
    {
        LockOutcome.NotFound => NotFound(),
        LockOutcome.Self => Back(id).WithNotice("You can't lock your own account. Another administrator can.", NoticeKind.Bad),
        LockOutcome.LastAdministrator => Back(id).WithNotice("This is the last administrator who can sign in. Make somebody else one first.", NoticeKind.Bad),
        LockOutcome.LastEmergency => Back(id).WithNotice("This is the last emergency account that can sign in, and a domain is enforced. Keep another account for emergencies first.", NoticeKind.Bad),
        LockOutcome.Unchanged => Back(id).WithNotice(Acts.Already),
        _ => Back(id).WithNotice(done),
    };

    private RedirectToActionResult Back(Guid id) => RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id });

    private Task<string?> EmailAsync(Guid id, CancellationToken cancellationToken) =>
        db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken);

    private async Task<ActPage> LockPageAsync(Guid id, string email, CancellationToken cancellationToken) => new(
        "Lock this account",
        $"{email} is signed out everywhere and nobody can sign in to it until it is unlocked. {(await IsLeavingAsync(id, cancellationToken) ? "That does not hold up the deletion that its owner asked for: if it may have been a stranger, cancel it as well." : "Nothing is deleted.")} The owner gets a mail.",
        "Lock account")
    {
        Action = $"/admin/accounts/{id}/lock",
        Back = $"/admin/accounts/{id}",
        IsDangerous = true,
        TakesMessage = true,
    };

    // One that nobody's wish caused ends with the lock.
    private Task<bool> IsLeavingAsync(Guid id, CancellationToken cancellationToken) =>
        db.DeletionRequests.AnyAsync(request => request.UserId == id && request.Cause == DeletionCause.Owner, cancellationToken);

    private static ActPage UnlockPage(Guid id, string email) => new("Unlock this account", $"{email} can be signed in to again. The owner gets a mail.", "Unlock account")
    {
        Action = $"/admin/accounts/{id}/unlock",
        Back = $"/admin/accounts/{id}",
        TakesMessage = true,
    };
}
