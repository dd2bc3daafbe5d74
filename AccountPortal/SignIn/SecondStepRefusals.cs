using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.TwoFactor;

namespace AccountPortal.SignIn;

/// <summary>What follows from a right password with a wrong code: an event, which the next sign-in is judged by, and a mail to the owner (ASVS 6.3.5).</summary>
public sealed class SecondStepRefusals(
    PortalDbContext db, SecondStepLimits limits, TrustedDevices devices, SecurityEvents events, Outbox outbox, TwoFactorLetters letters, ChangeFacts facts)
{
    public async Task RecordAsync(HttpContext context, Account account, PendingSignIn pending, string method, string reason, CancellationToken cancellationToken)
    {
        events.Add(db, context, EventKind.SignIn, EventOutcome.Refused, account.Id, details: new()
        {
            ["method"] = string.Join(' ', [.. pending.Methods, method]),
            ["reason"] = reason,
        });
        if (await IsToldAsync(context, account.Id, reason, cancellationToken))
        {
            outbox.Add(db, letters.WrongCode(account, facts.Of(context, account)));
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    // A person who mistypes in their own browser knows it already; one who goes on until the tries are used up need not be that person.
    private async Task<bool> IsToldAsync(HttpContext context, Guid userId, string reason, CancellationToken cancellationToken) =>
        (reason == SecondStep.TooManyCodes || !await devices.KnowAsync(context, userId, cancellationToken)) && await limits.TakeMailAsync(userId, cancellationToken);
}
