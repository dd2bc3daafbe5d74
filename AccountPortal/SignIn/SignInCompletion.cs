using System.Security.Claims;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Entry;
using AccountPortal.Sessions;
using AccountPortal.TwoFactor;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AccountPortal.SignIn;

/// <summary>How the last step of a sign-in went.</summary>
public enum CompletionOutcome
{
    SignedIn,

    /// <summary>The account is locked, or changed since its factor was checked (its password was reset in between, say): the person has to start again.</summary>
    Stale,

    /// <summary>The account has as many sessions as it may: the person has to end one (<c>/sign-in/limit</c>).</summary>
    AtLimit,

    /// <summary>A second factor is due (<c>/sign-in/two-factor</c>).</summary>
    NeedsSecondFactor,

    /// <summary>The account's company lets people in through its own sign-in alone.</summary>
    SsoRequired,
}

/// <summary>
/// Ends a sign-in well: whoever has proven enough gets a session and its cookie. Every way in leads through here, so that none goes round the second factor.
/// </summary>
public sealed class SignInCompletion(
    PortalDbContext db, PendingSignIns pendings, SecondFactors factors, TrustedDevices trusted, SamlRoutes routes, SecurityEvents events, TimeProvider clock, IOptions<SessionSettings> options)
{
    /// <summary>Opens a session for the account as it was loaded when its factor was checked.</summary>
    public Task<CompletionOutcome> CompleteAsync(HttpContext context, Account account, bool remember, params string[] methods) =>
        CompleteAsync(context, new PendingSignIn(account.Id, account.SecurityStamp!, remember, methods));

    /// <summary>Opens a session for a sign-in that waited.</summary>
    public async Task<CompletionOutcome> CompleteAsync(HttpContext context, PendingSignIn pending)
    {
        var outcome = await TryAsync(context, pending);
        if (outcome == CompletionOutcome.SsoRequired)
        {
            // What was brought was right: its owner has to hear of that no less than of a guess.
            events.Add(db, context, EventKind.SignIn, EventOutcome.Refused, pending.AccountId, details: new() { ["method"] = string.Join(' ', pending.Methods), ["reason"] = "company" });
            await db.SaveChangesAsync(context.RequestAborted);
        }

        return outcome;
    }

    /// <summary>
    /// What a sign-in that waits still wants before it may see anything of the account, such as its sessions; <c>null</c> where it has proven enough.
    /// </summary>
    public async Task<CompletionOutcome?> WantsAsync(HttpContext context, PendingSignIn pending, CancellationToken cancellationToken) =>
        await HeldBackAsync(context, pending)
        ?? (await db.Users.AnyAsync(row => row.Id == pending.AccountId && row.SecurityStamp == pending.Stamp && row.LockedAt == null, cancellationToken) ? null : CompletionOutcome.Stale);

    private async Task<CompletionOutcome> TryAsync(HttpContext context, PendingSignIn pending)
    {
        if (await HeldBackAsync(context, pending) is { } outcome)
        {
            if (outcome == CompletionOutcome.NeedsSecondFactor)
            {
                pendings.Keep(context, pending);
            }

            return outcome;
        }

        if (pending is { TrustDevice: true, HasSecondFactor: true })
        {
            context.Features.Set(new TrustThisDevice());
        }

        if (pending.Saml is not null)
        {
            context.Features.Set(pending.Saml);
        }

        var identity = new ClaimsIdentity(SessionCookie.NewScheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, pending.AccountId.ToString()));
        identity.AddClaim(new Claim(PortalClaims.Stamp, pending.Stamp));
        identity.AddClaims(pending.Methods.Select(method => new Claim(PortalClaims.Method, method)));
        var properties = new AuthenticationProperties
        {
            IsPersistent = pending.Remember,
            ExpiresUtc = clock.GetUtcNow() + options.Value.AbsoluteTimeoutFor(pending.Remember),
        };
        try
        {
            await context.SignInAsync(SessionCookie.NewScheme, new ClaimsPrincipal(identity), properties);
            pendings.Forget(context);
            return CompletionOutcome.SignedIn;
        }
        catch (StaleSignInException)
        {
            return CompletionOutcome.Stale;
        }
        catch (CompanyOnlyException)
        {
            return CompletionOutcome.SsoRequired;
        }
        catch (SessionLimitException)
        {
            pendings.Keep(context, pending);
            return CompletionOutcome.AtLimit;
        }
    }

    // Whether a factor is due is read together with the stamp that the opening compares under its lock: a factor that is turned on in between
    // makes the sign-in stale, never complete.
    private async Task<CompletionOutcome?> HeldBackAsync(HttpContext context, PendingSignIn pending)
    {
        // The company asks for what it wants asked, unless its provider is set to want ours as well.
        if (pending.Saml is { AsksSecondFactor: false })
        {
            return null;
        }

        var account = await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == pending.AccountId, context.RequestAborted);
        // Whatever was proven here: where the company's sign-in is enforced there is no way round it but the accounts that are kept for emergencies.
        if (pending.Saml is null && account is not null && await routes.EnforcedForAsync(account, context.RequestAborted) is not null)
        {
            return CompletionOutcome.SsoRequired;
        }

        if (pending.HasSecondFactor)
        {
            return null;
        }

        if (account is null || account.SecurityStamp != pending.Stamp)
        {
            return CompletionOutcome.Stale;
        }

        return !await factors.AreAskedForAsync(account, context.RequestAborted) || await trusted.CoverAsync(context, account.Id, context.RequestAborted)
            ? null
            : CompletionOutcome.NeedsSecondFactor;
    }
}

/// <summary>How a person proved who they are, in the words that the list of sessions uses.</summary>
public static class AuthMethod
{
    public const string Password = "password";
    public const string Totp = "totp";
    public const string RecoveryCode = "recovery-code";
    public const string Passkey = "passkey";

    /// <summary>The company's sign-in.</summary>
    public const string Saml = "saml";

    /// <summary>Whether it is a further factor beside a password. A passkey is asked for user verification, so it is both factors at once.</summary>
    public static bool IsSecondFactor(string method) => method is Totp or RecoveryCode or Passkey;
}
