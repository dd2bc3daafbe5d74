using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using AccountPortal.StepUp;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Passkeys;

/// <summary>
/// What the page shows. <paramref name="OthersToEnd"/>: how many other sessions there are, where a passkey was just added or removed.
/// <paramref name="CodesLeft"/>: of the recovery codes that stand in for a lost passkey.
/// </summary>
public sealed record PasskeysPage(IReadOnlyList<PasskeyRow> Passkeys, int CodesLeft, int OthersToEnd);

/// <summary>What the page for a new passkey takes. <c>Passkey</c> is the browser's answer, which the script fills in.</summary>
public sealed class NewPasskeyForm
{
    public string? Name { get; init; }

    public string? Passkey { get; init; }
}

[Route("/account/passkeys")]
public sealed class PasskeysController(PasskeyList passkeys, PasskeyAdding adding, PasskeyRemoval removal, PasskeyNaming naming, RecoveryCodes codes, SessionList sessions) : Controller
{
    [HttpGet, AllowWithoutSecondFactor]
    public async Task<IActionResult> Index(bool changed, CancellationToken cancellationToken) => View(await PageAsync(changed, cancellationToken));

    // A passkey that is added is a way in for good: where the account has a second factor, the password alone must not be enough for it.
    [HttpGet("new"), AllowWithoutSecondFactor, RequireStepUp("add a passkey", SecondFactor = true)]
    public IActionResult New() => View(new NewPasskeyForm());

    [HttpPost("new"), AllowWithoutSecondFactor, RequireStepUp("add a passkey", SecondFactor = true)]
    public async Task<IActionResult> New(NewPasskeyForm form, CancellationToken cancellationToken)
    {
        var result = await adding.AddAsync(HttpContext, form.Passkey, form.Name, cancellationToken);
        return result.Outcome == PasskeyOutcome.Refused ? Again(nameof(New), form, result.Problem!) : Onward(result, $"The passkey \"{result.Name}\" is added.");
    }

    [HttpPost("{id}/remove"), RequireStepUp("remove a passkey", SecondFactor = true)]
    public async Task<IActionResult> Remove(string id, CancellationToken cancellationToken)
    {
        var result = await removal.RemoveAsync(HttpContext, id, cancellationToken);
        return Onward(result, $"The passkey \"{result.Name}\" is removed. Your device may go on offering it until you delete it there too.");
    }

    [HttpPost("{id}/name")]
    public async Task<IActionResult> Name(string id, string? name, CancellationToken cancellationToken)
    {
        var result = await naming.NameAsync(HttpContext, User.AccountId(), id, name, cancellationToken);
        return result.Outcome switch
        {
            PasskeyOutcome.NotFound => NotFound(),
            PasskeyOutcome.Refused => Again(nameof(Index), await PageAsync(false, cancellationToken), result.Problem!),
            _ => RedirectToAction(nameof(Index)).WithNotice("Saved."),
        };
    }

    private ActionResult Onward(PasskeyResult result, string notice) => result.Outcome switch
    {
        PasskeyOutcome.NotFound => NotFound(),
        PasskeyOutcome.Refused => RedirectToAction(nameof(Index)).WithNotice(result.Problem!, NoticeKind.Bad),
        PasskeyOutcome.Overtaken => RedirectToAction(nameof(Index))
            .WithNotice("Your account was changed elsewhere at the same moment, so this was not done. Please try again.", NoticeKind.Warn),
        _ => RedirectToAction(nameof(Index), new { changed = true }).WithNotice(notice),
    };

    private ViewResult Again(string view, object model, string problem)
    {
        ModelState.AddModelError("", problem);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(view, model);
    }

    private async Task<PasskeysPage> PageAsync(bool changed, CancellationToken cancellationToken)
    {
        var current = HttpContext.CurrentSession();
        var others = changed ? (await sessions.LiveAsync(current.UserId, current, cancellationToken)).Count(session => !session.IsCurrent) : 0;
        return new PasskeysPage(await passkeys.OfAsync(current.UserId, cancellationToken), await codes.LeftAsync(current.UserId, cancellationToken), others);
    }
}
