using System.Diagnostics;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passwords;

/// <summary>Mails a reset link to an account's address. Whoever asks gets the same answer after the same time, account or not (P9).</summary>
public sealed class PasswordResetRequest(PortalDbContext db, Throttles throttles, PasswordResetMail mail, SamlRoutes routes, SecurityEvents events)
{
    /// <summary>
    /// How long every answer takes. A known address costs a few statements and an encryption more than an unknown one; equal work for both would
    /// stay equal only until somebody changes one of them. The floor lies far above either.
    /// </summary>
    internal static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(250);

    // Each try sends a mail to somebody who may not have asked for it.
    private static readonly ThrottleRule PerAddress = new("password-reset/address", 5, TimeSpan.FromMinutes(12));

    public async Task SendAsync(HttpContext context, EmailAddress email, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        if (await throttles.TakeAsync(PerAddress, email.Normalized, cancellationToken) is null)
        {
            await MailAsync(context, email, cancellationToken);
        }

        // Real time, not the injected clock: this is about what a stopwatch outside sees.
        var rest = AnswerTime - Stopwatch.GetElapsedTime(started);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, cancellationToken);
    }

    private async Task MailAsync(HttpContext context, EmailAddress email, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var known = await db.Users.AsNoTracking()
            .Where(account => account.NormalizedEmail == email.Normalized)
            .Select(account => new { account.Id, account.Email })
            .SingleOrDefaultAsync(cancellationToken);
        // Where the company's sign-in is enforced a password opens nothing: a link to set one would be a promise that is not kept.
        if (known is not null && await routes.EnforcedForAsync(known.Id, cancellationToken) is not null)
        {
            known = null;
        }

        // Locked: of two requests at once the later one ends the link of the earlier, and no change of address slips in between.
        if (known is not null && await db.LockAccountAsync(known.Id, cancellationToken) is not null)
        {
            await mail.AddAsync(db, known.Id, known.Email!, cancellationToken);
        }

        events.Add(db, context, EventKind.PasswordResetRequested, known is null ? EventOutcome.Refused : EventOutcome.Success, known?.Id);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
