using AccountPortal.ApiDocument;
using AccountPortal.Data;
using AccountPortal.Security;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Accounts;

[JsonApi, Route("/me")]
public sealed class MeController(PortalDbContext db) : ControllerBase
{
    /// <summary>Who is signed in; within reach of unverified accounts too.</summary>
    [HttpGet, AllowUnverified, AllowDuringDeletion, Answers(200, "The account.", typeof(AccountSummary))]
    public async Task<IActionResult> Get(CancellationToken cancellationToken) =>
        Ok(AccountSummary.Of(await db.Users.AsNoTracking().SingleAsync(account => account.Id == User.AccountId(), cancellationToken)));
}
