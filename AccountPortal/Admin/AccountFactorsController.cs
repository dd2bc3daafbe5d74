using AccountPortal.Data;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.Admin;

/// <summary>Asks for the second factors of somebody who lost them to be taken off, and takes that back.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}")]
public sealed class AccountFactorsController(PortalDbContext db, FactorResets resets, IOptions<TwoFactorSettings> settings) : Controller
{
    [HttpGet("reset-factors")]
    public async Task<IActionResult> Reset(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(ResetPage(id, email)) : NotFound();

    [HttpPost("reset-factors"), RequireStepUp("remove this account's second factors", SecondFactor = true)]
    public async Task<IActionResult> Reset(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(id, await resets.RequestAsync(HttpContext, id, form, cancellationToken), $"{email} is told and can stop it. It is done in {Duration.InWords(settings.Value.ResetDelay)}.")
            : this.Ask(ResetPage(id, email) with { Form = form });
    }

    [HttpGet("keep-factors")]
    public async Task<IActionResult> Keep(Guid id, CancellationToken cancellationToken) => await EmailAsync(id, cancellationToken) is { } email ? this.Ask(KeepPage(id, email)) : NotFound();

    [HttpPost("keep-factors"), RequireStepUp("keep this account's second factors")]
    public async Task<IActionResult> Keep(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await EmailAsync(id, cancellationToken) is not { } email)
        {
            return NotFound();
        }

        return form.IsFine(ModelState)
            ? Answer(id, await resets.TakeBackAsync(HttpContext, id, form, cancellationToken), $"{email} keeps its second factors, and is told.")
            : this.Ask(KeepPage(id, email) with { Form = form });
    }

    private IActionResult Answer(Guid id, FactorResetOutcome outcome, string done) => outcome switch
    {
        FactorResetOutcome.NotFound => NotFound(),
        FactorResetOutcome.Self => Back(id).WithNotice("You can't do that to your own account. Another administrator can.", NoticeKind.Bad),
        FactorResetOutcome.NoFactor => Back(id).WithNotice("This account has no second factor.", NoticeKind.Warn),
        FactorResetOutcome.Unchanged => Back(id).WithNotice(Acts.Already),
        _ => Back(id).WithNotice(done),
    };

    private RedirectToActionResult Back(Guid id) => RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id });

    private Task<string?> EmailAsync(Guid id, CancellationToken cancellationToken) =>
        db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken);

    private ActPage ResetPage(Guid id, string email) => new(
        "Remove the second factors",
        $"For somebody who lost their phone and their recovery codes. Make sure first that it is really the owner who asks. {email} gets a mail at once and can stop it for {Duration.InWords(settings.Value.ResetDelay)}; then the authenticator app, recovery codes and passkeys are removed and the account is signed out everywhere. The password stays.",
        "Remove them")
    {
        Action = $"/admin/accounts/{id}/reset-factors",
        Back = $"/admin/accounts/{id}",
        IsDangerous = true,
        TakesMessage = true,
    };

    private static ActPage KeepPage(Guid id, string email) => new("Keep the second factors", $"The removal that waits is taken back. {email} keeps its second factors and gets a mail.", "Keep them")
    {
        Action = $"/admin/accounts/{id}/keep-factors",
        Back = $"/admin/accounts/{id}",
    };
}
