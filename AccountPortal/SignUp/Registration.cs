using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Passwords;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SignUp;

/// <summary>
/// Signs somebody up. Whoever asks gets the same answer whether or not the address is known, and is not signed in by it: what happened is
/// told to the address alone (P9).
/// </summary>
public sealed class Registration(
    PortalDbContext db, PasswordFence passwords, Throttles throttles, VerificationMail verification, SignUpLetters letters, SecurityEvents events, Outbox outbox, TimeProvider clock)
{
    // Each try sends a mail to an address that may be a stranger's.
    private static readonly ThrottleRule PerAddress = new("sign-up/address", 5, TimeSpan.FromMinutes(12));

    /// <summary>Makes the account and mails its address; an address that an account has proven gets a mail that says so instead.</summary>
    public async Task RegisterAsync(HttpContext context, EmailAddress email, string password, CancellationToken cancellationToken)
    {
        // The hash costs by far the most: it is made in either case.
        var account = Account.Create(email, clock.GetUtcNow());
        account.SetPasswordHash(await passwords.HashAsync(account, password, cancellationToken));
        if (await throttles.TakeAsync(PerAddress, email.Normalized, cancellationToken) is not null)
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAddressAsync(email, cancellationToken);
        var holder = await db.Users.Where(known => known.NormalizedEmail == email.Normalized && (known.EmailConfirmed || known.LockedAt != null))
            .Select(known => (Guid?)known.Id).SingleOrDefaultAsync(cancellationToken);
        if (holder is not null)
        {
            outbox.Add(db, letters.AlreadyKnown(email) with { AccountId = holder });
            events.Add(db, context, EventKind.SignUp, EventOutcome.Refused, null, details: new() { ["reason"] = "address-known" });
        }
        else
        {
            await ReplaceAsync(context, account, email, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// An account of this address that was never proven gives way, whole, with its sessions and whatever was set on it: somebody else may have
    /// made it, to own what the holder of the address confirms (P8a).
    /// </summary>
    private async Task ReplaceAsync(HttpContext context, Account account, EmailAddress email, CancellationToken cancellationToken)
    {
        await db.RemoveUnprovenAsync(email, exceptId: null, cancellationToken);
        db.Users.Add(account);
        await verification.AddAsync(db, account, cancellationToken);
        events.Add(db, context, EventKind.SignUp, EventOutcome.Success, account.Id);
    }
}
