using System.Security.Claims;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.TwoFactor;

/// <summary>What the page takes.</summary>
public sealed class TotpSetupForm
{
    public string? Code { get; init; }
}

/// <summary>What it shows: the key as a picture, as an address for an app on the same device, and to be typed.</summary>
public sealed record TotpSetupPage(QrCode Picture, string Uri, string Key, bool IsExchange, bool HasCodes);

/// <summary>Sets up an authenticator app, in place of the one before where there is one. Nothing counts before a code of it was given.</summary>
[AllowWithoutSecondFactor, Route("/account/two-factor/set-up")]
public sealed class TotpSetupController(PortalDbContext db, TotpSetup setup, PendingTotps pendings, RecoveryCodes codes, IOptions<BrandingOptions> branding) : Controller
{
    private const int KeyGroup = 4;

    [HttpGet, RequireStepUp("set up an authenticator app", SecondFactor = true)]
    public Task<IActionResult> Index(CancellationToken cancellationToken) => PageAsync(new TotpSetupForm(), cancellationToken);

    [HttpPost, RequireStepUp("set up an authenticator app", SecondFactor = true)]
    public async Task<IActionResult> Index(TotpSetupForm form, CancellationToken cancellationToken)
    {
        switch (await setup.ConfirmAsync(HttpContext, form.Code, cancellationToken))
        {
            case TotpSetupOutcome.Done:
                return Redirect("/account/two-factor/recovery-codes").WithNotice("It works: from now on signing in asks for a code of your app.");
            case TotpSetupOutcome.NothingPending:
                return RedirectToAction(nameof(Index)).WithNotice("That took too long, so here is a new code to scan. Remove the entry before from your app.", NoticeKind.Warn);
            case TotpSetupOutcome.Overtaken:
                return Redirect("/account/two-factor").WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", NoticeKind.Warn);
            default:
                ModelState.AddModelError(nameof(form.Code), "That is not the code that your app shows now. Is the clock of your device right?");
                Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
                return await PageAsync(form, cancellationToken);
        }
    }

    private async Task<IActionResult> PageAsync(TotpSetupForm form, CancellationToken cancellationToken)
    {
        var key = pendings.Begin(HttpContext);
        var isExchange = await db.Users.Where(account => account.Id == User.AccountId()).Select(account => account.TwoFactorEnabled).SingleAsync(cancellationToken);
        var hasCodes = await codes.LeftAsync(User.AccountId(), cancellationToken) > 0;
        var uri = TotpUri.Of(branding.Value.Name, User.FindFirstValue(ClaimTypes.Email)!, key);
        ViewData["Page"] = new TotpSetupPage(QrCode.Of(uri), uri, string.Join(' ', Base32.Encode(key).Chunk(KeyGroup).Select(group => new string(group))), isExchange, hasCodes);
        return View("/TwoFactor/SetUp.cshtml", form);
    }
}
