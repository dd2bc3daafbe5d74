using System.Security.Claims;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Places;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AccountPortal.Sessions;

/// <summary>
/// Opens a session: one transaction that locks the account, ends what this browser had and what exceeds the limit, inserts the row and
/// writes the event. The cookie handler sets the cookie after it, with the key that this returns.
/// </summary>
public sealed class SessionOpening(
    PortalDbContext db, TicketSeal seal, SessionEnding ending, SecurityEvents events, DeviceParser devices, PlaceFinder places, TimeProvider clock, IOptions<SessionSettings> options)
{
    /// <summary>Stores the session and returns its key (<see cref="CookieKey.Text"/>). Throws <see cref="StaleSignInException"/> where the account changed since the factor was checked.</summary>
    public async Task<string> OpenAsync(AuthenticationTicket ticket, HttpContext context, CancellationToken cancellationToken)
    {
        var key = CookieKey.Create();
        var userId = ticket.Principal.AccountId();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockAccountAsync(userId, cancellationToken) is not { } stamp || stamp != ticket.Principal.FindFirstValue(PortalClaims.Stamp))
        {
            throw new StaleSignInException();
        }

        if (context.Features.Get<CurrentSession>() is { } before)
        {
            await ending.EndAsync(before.UserId, before.Id, EndReason.SignedInAgain, null, cancellationToken);
        }

        await ending.EndBeyondAsync(userId, options.Value.MaxPerUser - 1, cancellationToken);
        var session = Describe(key, userId, ticket, context);
        db.Sessions.Add(session);
        events.Add(db, context, EventKind.SignIn, EventOutcome.Success, userId, session.Id, new() { ["method"] = string.Join(' ', session.AuthMethods) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return key.Text;
    }

    private Session Describe(CookieKey key, Guid userId, AuthenticationTicket ticket, HttpContext context)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var device = devices.Parse(context.Request);
        var place = places.Find(context.ClientAddress());
        return new Session
        {
            Id = id,
            KeyHash = key.Hash,
            UserId = userId,
            CreatedAt = now,
            LastActiveAt = now,
            Remembered = ticket.Properties.IsPersistent,
            SteppedUpAt = now,
            AuthMethods = [.. ticket.Principal.FindAll(PortalClaims.Method).Select(claim => claim.Value)],
            Ip = context.ClientAddress(),
            UserAgent = device.UserAgent ?? "",
            Browser = device.Browser,
            Os = device.Os,
            DeviceType = device.Type.ToText(),
            DeviceName = device.Name,
            Country = place.Country,
            City = place.City,
            Ticket = seal.Seal(id, userId, key.Hash, ticket),
        };
    }
}

/// <summary>The account changed or went while a sign-in was under way; the person has to sign in again.</summary>
public sealed class StaleSignInException() : Exception("The account changed during the sign-in.");
