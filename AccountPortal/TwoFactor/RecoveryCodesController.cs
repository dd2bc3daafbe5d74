using System.Text;
using AccountPortal.Data;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>
/// What the page shows. <paramref name="Codes"/>: there the first time only. <paramref name="CanDownload"/>: until it was done.
/// <paramref name="CanMake"/>: there is a factor that they can stand in for.
/// </summary>
public sealed record RecoveryCodesPage(string[]? Codes, bool CanDownload, bool CanMake, int Left, int Others);

/// <summary>New recovery codes: shown once, downloaded once.</summary>
[Route("/account/two-factor/recovery-codes")]
public sealed class RecoveryCodesController(
    PortalDbContext db, TotpSetup setup, SecondFactors factors, RecoveryCodes codes, FreshRecoveryCodes fresh, IOptions<BrandingOptions> branding, TimeProvider clock) : Controller
{
    [HttpGet]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == current.UserId, cancellationToken);
        var others = await db.Sessions.CountAsync(row => row.UserId == current.UserId && row.Id != current.Id, cancellationToken);
        return View("/TwoFactor/RecoveryCodes.cshtml", new RecoveryCodesPage(
            fresh.TakeForPage(HttpContext),
            fresh.Wait(HttpContext),
            await factors.HasAsync(account, cancellationToken),
            await codes.LeftAsync(current.UserId, cancellationToken),
            others));
    }

    [HttpPost, RequireStepUp("make new recovery codes", SecondFactor = true)]
    public async Task<IActionResult> Make(CancellationToken cancellationToken) => await setup.MakeCodesAsync(HttpContext, cancellationToken) == TotpSetupOutcome.Done
        ? RedirectToAction(nameof(Index)).WithNotice("Here are your new recovery codes. Any from before no longer work.")
        : Redirect("/account/two-factor").WithNotice("Nothing was done: your account was changed elsewhere at the same moment, or there is no app or passkey that codes could stand in for.", NoticeKind.Warn);

    /// <summary>A text file with the codes that the page has just shown. It changes nothing, and a form keeps the address free of them.</summary>
    [HttpPost("download")]
    public IActionResult Download()
    {
        if (fresh.TakeForFile(HttpContext) is not { } taken)
        {
            return RedirectToAction(nameof(Index)).WithNotice("The codes can be downloaded once, within ten minutes. Make new ones if you don't have these.", NoticeKind.Warn);
        }

        var text = $"Recovery codes for {branding.Value.Name}, {User.Identity!.Name}\r\nMade on {clock.GetUtcNow():yyyy-MM-dd}. Each works once, in place of your app or passkey.\r\n\r\n{string.Join("\r\n", taken)}\r\n";
        return File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", "recovery-codes.txt");
    }
}
