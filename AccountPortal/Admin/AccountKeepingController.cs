using AccountPortal.Data;
using AccountPortal.Deletion;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Cancels the deletion of an account, after asking why.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}/keep")]
public sealed class AccountKeepingController(PortalDbContext db, AccountKeeping keeping) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) => await PageAsync(id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost, RequireStepUp("cancel the deletion of this account")]
    public async Task<IActionResult> Index(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await PageAsync(id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (!form.IsFine(ModelState))
        {
            return this.Ask(page with { Form = form });
        }

        var isKept = await keeping.ByAdministratorAsync(HttpContext, id, form, cancellationToken) == KeepOutcome.Kept;
        return RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id }).WithNotice(isKept ? "The deletion is cancelled. The account was signed out everywhere, and its owner gets a mail." : Acts.Already);
    }

    private async Task<ActPage?> PageAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken) is not { } email
            ? null
            : new ActPage(
                "Cancel the deletion",
                $"{email} is not deleted after all. It is signed out everywhere, and whoever signs in finds everything as it was. The owner gets a mail. Do it only if the owner wants it, or did not ask for the deletion.",
                "Cancel the deletion")
            {
                Action = $"/admin/accounts/{id}/keep",
                Back = $"/admin/accounts/{id}",
                TakesMessage = true,
            };
}
