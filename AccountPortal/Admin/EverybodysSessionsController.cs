using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Admin;

/// <summary>Ends everybody's sessions but one's own: for the day on which something went badly wrong.</summary>
[AdminArea, Route("/admin/sessions/end")]
public sealed class EverybodysSessionsController(SessionList sessions, AdminSessionEnding ending) : Controller
{
    public const string Typed = "sign out everybody";

    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => this.Ask(await PageAsync(cancellationToken));

    [HttpPost, RequireStepUp("end everybody's sessions")]
    public async Task<IActionResult> Index(ActForm form, CancellationToken cancellationToken)
    {
        if (!form.IsFine(ModelState, Typed))
        {
            return this.Ask(await PageAsync(cancellationToken) with { Form = form });
        }

        var ended = await ending.EndEverybodysAsync(HttpContext, form, cancellationToken);
        return RedirectToAction(nameof(AccountsController.Index), "Accounts").WithNotice(ended == 0 ? "Nobody else was signed in." : $"Signed out {Duration.Count(ended, "session")}.");
    }

    private async Task<ActPage> PageAsync(CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        var count = await sessions.Live().CountAsync(row => row.Id != current.Id, cancellationToken);
        return new ActPage(
            "Sign everybody out", $"Ends {Duration.Count(count, "session")} of all accounts at once, administrators included. Only yours here stays.", $"Sign out {Duration.Count(count, "session")}")
        {
            Action = "/admin/sessions/end",
            Back = "/admin/accounts",
            IsDangerous = true,
            Typed = Typed,
        };
    }
}
