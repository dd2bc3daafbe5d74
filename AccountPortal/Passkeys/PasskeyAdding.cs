using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Mail;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>Adds a passkey that a browser just made to the account of whoever is signed in.</summary>
public sealed class PasskeyAdding(
    PortalDbContext db, IPasskeyHandler<Account> handler, PasskeyChallenges challenges, PasskeyChange change, PasskeyNaming naming, PasskeyLetters letters,
    Outbox outbox, ChangeFacts facts, SecurityEvents events, TimeProvider clock)
{
    /// <summary>Nobody has more devices, and the list of what to leave out is sent with each request for a new one.</summary>
    public const int Most = 20;

    private const string NotAccepted = "This passkey could not be added. Start again, and answer within five minutes.";

    // What the browser says about the way to the authenticator is sent back to it, and kept only if it means something (WebAuthn, 5.8.4).
    private static readonly string[] Transports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

    public async Task<PasskeyResult> AddAsync(HttpContext context, string? answerJson, string? name, CancellationToken cancellationToken)
    {
        if (DisplayName.Refusal(name, out var given, PasskeyNaming.Longest) is { } problem)
        {
            return PasskeyResult.Refused(problem);
        }

        return await VerifyAsync(context, answerJson ?? "", cancellationToken) is { } made
            ? await change.RunAsync(context, account => KeepAsync(context, account, made, given, cancellationToken), cancellationToken)
            : PasskeyResult.Refused(NotAccepted);
    }

    private async Task<UserPasskeyInfo?> VerifyAsync(HttpContext context, string answerJson, CancellationToken cancellationToken)
    {
        var accountId = context.CurrentSession().UserId;
        if (await challenges.TakeAsync(context, PasskeyPurpose.Add, accountId, answerJson, cancellationToken) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = answerJson, AttestationState = state });
        result.Failure.ThrowIfOutage();
        return result.Succeeded ? result.Passkey : null;
    }

    private async Task<PasskeyResult> KeepAsync(HttpContext context, Account account, UserPasskeyInfo made, string? name, CancellationToken cancellationToken)
    {
        var own = await db.UserPasskeys.AsNoTracking().Where(row => row.UserId == account.Id).Select(row => row.Data.Name).ToListAsync(cancellationToken);
        if (own.Count >= Most)
        {
            return PasskeyResult.Refused($"Your account has {Most} passkeys, and that is as many as it can have. Remove one first.");
        }

        name ??= naming.Suggest(context, made.AttestationObject, own);
        if (!await InsertAsync(account, made, name, cancellationToken))
        {
            return PasskeyResult.Refused(NotAccepted);
        }

        // It was shown a moment ago, and it took a confirmation to come here.
        var (sessionId, now) = (context.CurrentSession().Id, clock.GetUtcNow());
        await db.Sessions.Where(session => session.Id == sessionId).ExecuteUpdateAsync(set => set.SetProperty(session => session.SecondFactorAt, now), cancellationToken);
        outbox.Add(db, letters.Added(account, name, facts.Of(context, account)));
        events.Add(db, context, EventKind.PasskeyAdded, EventOutcome.Success, account.Id, details: new() { ["name"] = name });
        return new(PasskeyOutcome.Done, name);
    }

    /// <summary>
    /// Straight into the table: Identity's own way would put a passkey that another account has (two requests at once) over that account's, and
    /// keeps what nobody needs. <c>false</c> where there is one with its id.
    /// </summary>
    private async Task<bool> InsertAsync(Account account, UserPasskeyInfo made, string name, CancellationToken cancellationToken)
    {
        var passkey = new IdentityUserPasskey<Guid>
        {
            UserId = account.Id,
            CredentialId = made.CredentialId,
            Data = new()
            {
                PublicKey = made.PublicKey,
                Name = name,
                CreatedAt = clock.GetUtcNow(),
                // Stays 0, so that Identity lets every counter pass and ours alone decides, in one statement (PasskeyCheck).
                SignCount = 0,
                Transports = [.. Transports.Intersect(made.Transports ?? [])],
                IsUserVerified = made.IsUserVerified,
                IsBackupEligible = made.IsBackupEligible,
                IsBackedUp = made.IsBackedUp,
                AttestationObject = [],
                ClientDataJson = [],
            },
        };
        db.Add(passkey).Property(PasskeyConfiguration.SignCount).CurrentValue = (long)made.SignCount;
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            db.Entry(passkey).State = EntityState.Detached;
            return false;
        }
    }
}
