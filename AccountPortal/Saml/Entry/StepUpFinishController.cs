using AccountPortal.Data;
using AccountPortal.Saml.Requests;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Sessions.Cache;
using AccountPortal.Shared;
using AccountPortal.SignIn;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Entry;

/// <summary>Takes the company's fresh proof for the session that asked for it, and for nobody else's; that it is fresh the reader has checked by its AuthnInstant.</summary>
[AllowUnverified, AllowUnconfirmed, AllowWithoutSecondFactor, AllowDuringDeletion]
public sealed class StepUpFinishController(PortalDbContext db, SamlAnswers answers, SamlArrival arrival, SamlOpening opening, StepUpConfirmation confirmation, RefusalLog log, TimeProvider clock) : Controller
{
    [HttpGet("/step-up/company/finish"), ChangesByGet, ThrottleClient("saml-finish", 1000, 1)]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var (session, since) = (HttpContext.CurrentSession(), clock.GetUtcNow() - SamlAnswers.StepUpLifetime);
        if (answers.Read(HttpContext) is not { } hash
            || await db.SamlRequests.AsNoTracking().SingleOrDefaultAsync(
                row => row.IdHash == hash && row.Purpose == SamlPurpose.StepUp && row.SessionId == session.Id && row.UserId == session.UserId && row.UsedAt > since && row.ProtectedAnswer != null,
                cancellationToken) is not { } request
            || await db.SamlProviders.AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.ProviderId && row.EnabledAt != null && row.DisabledAt == null, cancellationToken) is not { } provider
            || answers.Open(request.ProtectedAnswer!) is not { } answer)
        {
            return Again();
        }

        answers.Forget(HttpContext);
        if (await arrival.OwnerAsync(provider, answer.Person, cancellationToken) != session.UserId)
        {
            return RefusedPage.Of(StatusCodes.Status403Forbidden, provider, await log.AddAsync(
                HttpContext, provider, SamlRefusal.AnotherPerson, "who is signed in here", "somebody else", SamlPurpose.StepUp, null, cancellationToken));
        }

        var stamp = await db.Users.Where(row => row.Id == session.UserId).Select(row => row.SecurityStamp).SingleAsync(cancellationToken);
        // Used up before it counts: should the confirmation fail after it, the person is asked again.
        var isFirst = await opening.AddAsync(provider.Id, SamlOpening.Ids(answer.Ticket), answer.Ticket.KeepUntil, cancellationToken);
        return isFirst && await confirmation.CompleteAsync(HttpContext, session, stamp, AuthMethod.Saml, cancellationToken) is { Outcome: StepUpOutcome.Confirmed }
            ? LocalRedirect(Url.IsLocalUrl(answer.ReturnUrl) ? answer.ReturnUrl : "/account")
            : Again();
    }

    private NoticeRedirect Again() => Redirect(StepUpAddress.Path).WithNotice("That was not confirmed. Please try again.", NoticeKind.Warn);
}
