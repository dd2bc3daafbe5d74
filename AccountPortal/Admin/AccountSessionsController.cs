using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Ends sessions of an account, one or all, after asking why.</summary>
[AdminArea, Route("/admin/accounts/{id:guid}/sessions")]
public sealed class AccountSessionsController(PortalDbContext db, SessionList sessions, AdminSessionEnding ending) : Controller
{
    [HttpGet("{sessionId:guid}/end")]
    public async Task<IActionResult> End(Guid id, Guid sessionId, CancellationToken cancellationToken) =>
        await DeviceAsync(id, sessionId, cancellationToken) is { } device ? this.Ask(EndPage(id, sessionId, device)) : await GoneAsync(id, sessionId, cancellationToken);

    [HttpPost("{sessionId:guid}/end"), RequireStepUp("end a session of this account")]
    public async Task<IActionResult> End(Guid id, Guid sessionId, ActForm form, CancellationToken cancellationToken)
    {
        // One's own leaves by "Sign out", which also takes the cookie.
        if (await DeviceAsync(id, sessionId, cancellationToken) is not { } device || sessionId == HttpContext.CurrentSession().Id)
        {
            return await GoneAsync(id, sessionId, cancellationToken);
        }

        if (!form.IsFine(ModelState))
        {
            return this.Ask(EndPage(id, sessionId, device) with { Form = form });
        }

        return await ending.EndAsync(HttpContext, id, sessionId, form, cancellationToken) ? Back(id).WithNotice($"Signed out {device}.") : await GoneAsync(id, sessionId, cancellationToken);
    }

    [HttpGet("end")]
    public async Task<IActionResult> EndAll(Guid id, CancellationToken cancellationToken) => await PageAsync(id, cancellationToken) is { } page ? this.Ask(page) : NotFound();

    [HttpPost("end"), RequireStepUp("end all sessions of this account")]
    public async Task<IActionResult> EndAll(Guid id, ActForm form, CancellationToken cancellationToken)
    {
        if (await PageAsync(id, cancellationToken) is not { } page)
        {
            return NotFound();
        }

        if (!form.IsFine(ModelState))
        {
            return this.Ask(page with { Form = form });
        }

        var ended = await ending.EndAllAsync(HttpContext, id, form, cancellationToken);
        return Back(id).WithNotice(ended == 0 ? Acts.Already : $"Signed out {Duration.Count(ended, "session")}.");
    }

    private RedirectToActionResult Back(Guid id) => RedirectToAction(nameof(AccountsController.Show), "Accounts", new { id });

    private Task<string?> DeviceAsync(Guid id, Guid sessionId, CancellationToken cancellationToken) =>
        db.Sessions.Where(row => row.Id == sessionId && row.UserId == id).Select(row => row.DeviceName).SingleOrDefaultAsync(cancellationToken);

    // Ended before, by a second click or another tab; or never there, or of another account: then it is nowhere.
    private async Task<IActionResult> GoneAsync(Guid id, Guid sessionId, CancellationToken cancellationToken) =>
        await db.EndedSessions.AnyAsync(row => row.Id == sessionId && row.UserId == id, cancellationToken) ? Back(id).WithNotice("That session has ended already.") : NotFound();

    private async Task<ActPage?> PageAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Users.Where(account => account.Id == id).Select(account => account.Email).SingleOrDefaultAsync(cancellationToken) is not { } email)
        {
            return null;
        }

        var current = HttpContext.CurrentSession();
        var count = await sessions.Live().CountAsync(row => row.UserId == id && row.Id != current.Id, cancellationToken);
        return new ActPage("Sign out everywhere", $"Ends {Duration.Count(count, "session")} of {email} at once. Whoever knows the password can sign in again.", $"Sign out {Duration.Count(count, "session")}")
        {
            Action = $"/admin/accounts/{id}/sessions/end",
            Back = $"/admin/accounts/{id}",
            IsDangerous = true,
        };
    }

    private static ActPage EndPage(Guid id, Guid sessionId, string device) =>
        new("Sign out this session", $"Ends the session of {device} at once. Whoever knows the password can sign in again.", "Sign out")
        {
            Action = $"/admin/accounts/{id}/sessions/{sessionId}/end",
            Back = $"/admin/accounts/{id}",
            IsDangerous = true,
        };
}
