using System.Security.Claims;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Alerts;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Places;
using AccountPortal.Saml.Entry;
using AccountPortal.Security;
using AccountPortal.SharedAccounts;
using AccountPortal.SignIn;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Sessions;

/// <summary>
/// Opens a session: one transaction that locks the account, ends what this browser had and what exceeds the limit, recognises the device, inserts
/// the row, and writes the event and the alert. The cookie handler sets the cookie after it, with the key that this returns.
/// </summary>
public sealed class SessionOpening(
    PortalDbContext db, TicketSeal seal, SessionEnding ending, SessionLimit limit, SignInScene scene, SignInJudgement judgement, SignInAlerts alerts,
    KnownDevices devices, TrustedDevices trusted, SamlOpening saml, SamlRoutes routes, BreakGlassUse emergencies, SecurityEvents events, TimeProvider clock)
{
    /// <summary>
    /// Stores the session and returns its key (<see cref="CookieKey.Text"/>). Throws <see cref="StaleSignInException"/> where the account
    /// is locked or changed since the factor was checked, <see cref="CompanyOnlyException"/> where its company became the only way in since then, and
    /// <see cref="SessionLimitException"/> where the person has to choose what to end first.
    /// </summary>
    public async Task<string> OpenAsync(AuthenticationTicket ticket, HttpContext context, CancellationToken cancellationToken)
    {
        var key = CookieKey.Create();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Whatever fails undoes all of it.
        db.Database.AutoSavepointsEnabled = false;
        if (await db.LockedAccountAsync(ticket.Principal.AccountId(), cancellationToken) is not { } account
            || account.SecurityStamp != ticket.Principal.FindFirstValue(PortalClaims.Stamp)
            // Whatever was proven: nobody gets into a locked account.
            || account.LockedAt is not null)
        {
            throw new StaleSignInException();
        }

        if (context.Features.Get<SamlTicket>() is { } vouched)
        {
            await saml.ConsumeAsync(context, vouched, cancellationToken);
        }
        else if (await routes.HoldAsync(account, cancellationToken))
        {
            throw new CompanyOnlyException();
        }

        if (context.Features.Get<CurrentSession>() is { } before)
        {
            await ending.EndAsync(before.UserId, before.Id, EndReason.SignedInAgain, null, cancellationToken);
        }

        await limit.MakeRoomAsync(context, account, cancellationToken);
        var (browser, place) = scene.Of(context);
        var session = Describe(key, account.Id, ticket, context, browser, place);
        // What the places before were is asked before this one is remembered.
        var seen = await devices.SeeAsync(context, account.Id, browser, place, cancellationToken);
        session.KnownDeviceId = seen.Device.Id;
        trusted.Begin(context, seen.Device, session.Id);
        session.Signals = await judgement.JudgeAsync(account, seen, place, cancellationToken);
        account.LastSignInAt = session.CreatedAt;
        db.Sessions.Add(session);
        events.Add(db, context, EventKind.SignIn, EventOutcome.Success, account.Id, session.Id, new()
        {
            ["method"] = string.Join(' ', session.AuthMethods), [SignedInDevice.Detail] = seen.Device.Id.ToString(),
        });
        alerts.Add(context, account, session);
        if (account.IsBreakGlass)
        {
            await emergencies.TellAsync(context, account, session.Id, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        devices.HandOut(context, seen);
        return key.Text;
    }

    private Session Describe(CookieKey key, Guid userId, AuthenticationTicket ticket, HttpContext context, Device browser, Place place)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var vouched = context.Features.Get<SamlTicket>();
        string[] methods = [.. ticket.Principal.FindAll(PortalClaims.Method).Select(claim => claim.Value)];
        var hasSecondFactor = methods.Any(AuthMethod.IsSecondFactor);
        return new Session
        {
            Id = id,
            KeyHash = key.Hash,
            UserId = userId,
            CreatedAt = now,
            LastActiveAt = now,
            Remembered = ticket.Properties.IsPersistent,
            SteppedUpAt = vouched is null || hasSecondFactor || vouched.AuthenticatedAt > now ? now : vouched.AuthenticatedAt,
            SecondFactorAt = hasSecondFactor ? now : null,
            AuthMethods = methods,
            Ip = context.ClientAddress(),
            UserAgent = browser.UserAgent ?? "",
            Browser = browser.Browser,
            Os = browser.Os,
            DeviceType = browser.Type.ToText(),
            DeviceName = browser.Name,
            Country = place.Country,
            City = place.City,
            Network = place.Network,
            Latitude = place.Latitude,
            Longitude = place.Longitude,
            Language = SignInScene.Language(context),
            SamlProviderId = vouched?.ProviderId,
            SamlNameId = vouched?.NameId.Value,
            SamlNameIdParts = vouched is null ? null : SamlTicket.Parts(vouched.NameId),
            SamlSessionIndex = vouched?.SessionIndex,
            EndsAt = vouched?.EndsAt,
            Ticket = seal.Seal(id, userId, key.Hash, ticket),
        };
    }
}

/// <summary>The account changed or went while a sign-in was under way; the person has to sign in again.</summary>
public sealed class StaleSignInException() : Exception("The account changed during the sign-in.");

/// <summary>The account's company made its own sign-in the only one while another was under way.</summary>
public sealed class CompanyOnlyException() : Exception("The account is opened by its company alone.");
