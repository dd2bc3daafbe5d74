using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>What the page of the second factor shows. <paramref name="Others"/>: the sessions that it offers to end after a change.</summary>
public sealed record TwoFactorPage(TotpFactor? App, int CodesLeft, IReadOnlyList<KnownDevice> Trusted, bool HasPasskey, bool IsRequired, DateTimeOffset? ResetAt, int Others);

/// <summary>The second factor: whether it is on, what is left of its codes, where it is not asked for.</summary>
[Route("/account/two-factor")]
public sealed class TwoFactorController(PortalDbContext db, TotpSetup setup, RecoveryCodes codes, SecondFactors factors, TrustedDevices trusted, FactorResets resets) : Controller
{
    /// <summary><paramref name="changed"/>: something was changed a moment ago, so the page offers to end the other sessions.</summary>
    [HttpGet, AllowWithoutSecondFactor]
    public async Task<IActionResult> Index(bool changed, CancellationToken cancellationToken) => View(await PageAsync(changed, cancellationToken));

    /// <summary>Where somebody is led whose role needs a second factor.</summary>
    [HttpGet("required"), AllowWithoutSecondFactor]
    public IActionResult Required() => User.LacksSecondFactor() ? View() : Redirect("/account/two-factor");

    [HttpPost("off"), RequireStepUp("turn off codes from your app", SecondFactor = true)]
    public async Task<IActionResult> TurnOff(CancellationToken cancellationToken) => await setup.TurnOffAsync(HttpContext, cancellationToken) switch
    {
        TotpSetupOutcome.Done => RedirectToAction(nameof(Index), new { changed = true }).WithNotice("Turned off. Signing in no longer asks for a code."),
        TotpSetupOutcome.LastEmergency => RedirectToAction(nameof(Index)).WithNotice("Yours is the last emergency account that can sign in, and a domain is enforced. Add a passkey before you turn this off, or keep another account for emergencies.", NoticeKind.Bad),
        TotpSetupOutcome.IsNeeded => RedirectToAction(nameof(Index)).WithNotice("Your role needs a second factor. Add a passkey before you turn this off.", NoticeKind.Bad),
        _ => RedirectToAction(nameof(Index)).WithNotice("Nothing was done: it is off already, or your account was changed elsewhere at the same moment.", NoticeKind.Warn),
    };

    [HttpPost("trusted-devices/{id:guid}/end"), RequireStepUp("ask for a code on a device again")]
    public async Task<IActionResult> EndTrust(Guid id, CancellationToken cancellationToken) =>
        await trusted.EndAsync(HttpContext, User.AccountId(), id, cancellationToken)
            ? RedirectToAction(nameof(Index)).WithNotice("That device is asked for a code again.")
            : NotFound();

    private async Task<TwoFactorPage> PageAsync(bool changed, CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        var account = await db.Users.AsNoTracking().SingleAsync(row => row.Id == current.UserId, cancellationToken);
        return new TwoFactorPage(
            account.TwoFactorEnabled ? await db.TotpFactors.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == current.UserId, cancellationToken) : null,
            await codes.LeftAsync(current.UserId, cancellationToken),
            await trusted.OfAsync(current.UserId, cancellationToken),
            await factors.HasPasskeyAsync(current.UserId, cancellationToken),
            await factors.IsRequiredAsync(account, cancellationToken),
            (await resets.OfAsync(current.UserId, cancellationToken))?.DueAt,
            changed ? await db.Sessions.CountAsync(row => row.UserId == current.UserId && row.Id != current.Id, cancellationToken) : 0);
    }
}
