using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using AccountPortal.Sessions;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Requests;

/// <summary>Sends people to their provider, and knows which answers were asked for, by whom, and from which browser.</summary>
public sealed class SamlRequests(PortalDbContext db, SamlKeys keys, SamlAddresses addresses, RequestCookies cookies, TimeProvider clock)
{
    /// <summary>
    /// Writes the request down, binds it to the browser and returns the way to the provider, which is told the <paramref name="email"/> where its settings
    /// allow it.
    /// </summary>
    public async Task<SamlDeparture> StartAsync(
        HttpContext context, SamlProvider provider, string purpose, string? returnUrl, string? email, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var session = context.Features.Get<CurrentSession>();
        var message = new AuthnRequest
        {
            IssuedAt = now,
            Destination = provider.SignInUrl,
            Issuer = addresses.EntityId(provider),
            AcsUrl = addresses.Acs(provider),
            ForceAuthn = provider.ForcesAuthentication || purpose == SamlPurpose.StepUp,
            NameIdFormat = provider.NameIdFormat,
            AuthnContexts = provider.AuthnContexts,
            Subject = provider.TellsEmail && email is not null ? new NameId(email, NameIdFormats.EmailAddress) : null,
        };
        var relayState = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        var idHash = Hash(message.Id);
        db.SamlRequests.Add(new SamlRequest
        {
            IdHash = idHash,
            ProviderId = provider.Id,
            BrowserHash = cookies.Keep(context, idHash),
            RelayHash = Hash(relayState),
            Purpose = purpose,
            ReturnUrl = returnUrl,
            ForcedAuthentication = message.ForceAuthn,
            Version = provider.Version,
            // A sign-in is nobody's yet, whoever may be signed in.
            UserId = purpose == SamlPurpose.SignIn ? null : session?.UserId,
            SessionId = purpose == SamlPurpose.SignIn ? null : session?.Id,
            SentAt = now,
            ExpiresAt = now + SamlRequest.Lifetime,
        });
        await db.SaveChangesAsync(cancellationToken);
        var key = provider.SignsRequests ? await keys.CurrentAsync(provider.Id, cancellationToken) : null;
        return provider.SignInBinding == SamlBinding.Post
            ? new(provider.Name, provider.SignInUrl, message.Field, message.ToPost(key), relayState)
            : new(provider.Name, message.ToRedirect(key, relayState));
    }

    /// <summary>The pending request of this provider and this browser that an answer names; <c>null</c> for every other one, used ones included.</summary>
    public async Task<SamlRequest?> FindAsync(HttpContext context, Guid providerId, string inResponseTo, CancellationToken cancellationToken)
    {
        var (idHash, now) = (Hash(inResponseTo), clock.GetUtcNow());
        return cookies.Read(context, idHash) is { } browserHash
            ? await db.SamlRequests.AsNoTracking().SingleOrDefaultAsync(
                row => row.IdHash == idHash && row.ProviderId == providerId && row.BrowserHash == browserHash && row.UsedAt == null && row.ExpiresAt > now, cancellationToken)
            : null;
    }

    /// <summary>Whether this browser waits for an answer of this provider's, before anything of what it brings is read.</summary>
    public async Task<bool> HasPendingAsync(HttpContext context, Guid providerId, CancellationToken cancellationToken)
    {
        var (brought, now) = (cookies.ReadAll(context), clock.GetUtcNow());
        if (brought.Count == 0)
        {
            return false;
        }

        // Between the first and the last id that begins so: the primary key finds it.
        byte[][] first = [.. brought.Select(one => Filled(one.IdStart, byte.MinValue))];
        byte[][] last = [.. brought.Select(one => Filled(one.IdStart, byte.MaxValue))];
        byte[][] secrets = [.. brought.Select(one => one.BrowserHash)];
        var found = await db.Database.SqlQuery<bool>(
            $"""
            select exists (
              select from unnest({first}, {last}, {secrets}) brought (first, last, secret)
              join saml_requests request on request.id_hash between brought.first and brought.last and request.browser_hash = brought.secret
              where request.provider_id = {providerId} and request.used_at is null and request.expires_at > {now}) as "Value"
            """).ToListAsync(cancellationToken);
        return found[0];
    }

    /// <summary>Uses the request up with what came of it. <c>false</c> where another answer was quicker.</summary>
    public async Task<bool> UseAsync(HttpContext context, SamlRequest request, bool passed, byte[]? protectedAnswer, CancellationToken cancellationToken)
    {
        cookies.Forget(context, request.IdHash);
        var now = clock.GetUtcNow();
        return await db.SamlRequests.Where(row => row.IdHash == request.IdHash && row.UsedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.UsedAt, now).SetProperty(row => row.Passed, passed).SetProperty(row => row.ProtectedAnswer, protectedAnswer), cancellationToken) == 1;
    }

    /// <summary>Where to go after it: only whoever brings the request's own RelayState back is sent there.</summary>
    public static string? ReturnUrl(SamlRequest request, string? relayState) =>
        relayState is not null && CryptographicOperations.FixedTimeEquals(Hash(relayState), request.RelayHash) ? request.ReturnUrl : null;

    private static byte[] Filled(byte[] start, byte with)
    {
        var whole = new byte[SHA256.HashSizeInBytes];
        whole.AsSpan().Fill(with);
        start.CopyTo(whole, 0);
        return whole;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
