using AccountPortal.Data;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Asks an account's owner to set a new password, by a mailed link.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}/reset-password")]
public sealed class AccountPasswordsController(PortalDbContext db, AdminPasswordReset reset) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) => await PageAsync(id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost, RequireStepUp("make this account set a new password")]
    public async Task<IActionResult> Index(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState))
        {
            return await PageAsync(id, cancellationToken) is { } page ? this.Ask(page with { Form = form }) : NotFound();
        }

        return await reset.StartAsync(HttpContext, id, form, cancellationToken) is { } email
            ? RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id }).WithNotice($"A link to set a new password is on its way to {email}.")
            : NotFound();
    }

    private async Task<ActPage?> PageAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken) is not { } email
            ? null
            : new ActPage(
                "Start a password reset",
                $"{email} gets a mail with a link to set a new password. Only its owner chooses it. The present password and all sessions hold until then.",
                "Send the link")
            {
                Action = $"/admin/accounts/{id}/reset-password",
                Back = $"/admin/accounts/{id}",
            };
}
