using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using AccountPortal.Activity;
using AccountPortal.Devices;
using AccountPortal.EmailVerification;
using AccountPortal.Mail;
using AccountPortal.Retention;
using AccountPortal.Sessions;
using Microsoft.AspNetCore.Authentication;

namespace AccountPortal.Demo;

/// <summary>Collects the rows of the demo, in the form in which the portal itself would have written them over the year.</summary>
internal sealed class DemoBook(DateTimeOffset now, DeviceParser devices, TicketSeal seal, Outbox outbox)
{
    private const int KeyLength = 32;
    private readonly DemoIds ids = new();

    /// <summary>Where the year ends.</summary>
    public DateTimeOffset Now => now;

    public List<object> Rows { get; } = [];

    public Guid NewId(DateTimeOffset at) => ids.Next(at);

    /// <summary>The hash of a key that nobody has: no cookie opens such a session, and no browser is such a device.</summary>
    public static byte[] NobodysKey() => RandomNumberGenerator.GetBytes(KeyLength);

    public Device Read(string userAgent) => devices.Parse(userAgent);

    /// <summary>A ticket as a sign-in seals it.</summary>
    public byte[] Seal(Guid sessionId, Guid userId, byte[] keyHash, string[] methods)
    {
        var claims = methods.Select(method => new Claim(PortalClaims.Method, method)).Prepend(new Claim(ClaimTypes.NameIdentifier, userId.ToString()));
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, SessionCookie.Scheme));
        return seal.Seal(sessionId, userId, keyHash, new AuthenticationTicket(principal, SessionCookie.Scheme));
    }

    /// <summary>Something happened. What lies ahead did not happen yet and is left out.</summary>
    public void Event(
        DateTimeOffset at, string kind, string outcome, Guid? accountId, Guid? actorId, Guid? sessionId, DemoSpot? spot, string? deviceName, Dictionary<string, string>? details = null)
    {
        if (at <= now)
        {
            Rows.Add(new SecurityEvent
            {
                Id = NewId(at), At = at, Kind = kind, Outcome = outcome, AccountId = accountId, ActorId = actorId, SessionId = sessionId, Ip = spot?.Address,
                DeviceName = deviceName, Country = spot?.Town.Country, City = spot?.Town.Name, Network = spot?.Network, Details = details ?? [],
            });
        }
    }

    /// <summary>A mail that was sent at once. Older ones than the outbox keeps are gone by now.</summary>
    public void Sent(DateTimeOffset at, Letter letter)
    {
        if (at > now - new RetentionSettings().Mails && at <= now)
        {
            var mail = Mail(at, letter);
            (mail.Attempts, mail.SentAt) = (1, at.AddSeconds(2) < now ? at.AddSeconds(2) : now);
        }
    }

    /// <summary>A mail that waits for another try, which is long enough away to be looked at.</summary>
    public void Waiting(DateTimeOffset at, Letter letter, int attempts, string error)
    {
        var mail = Mail(at, letter);
        (mail.Attempts, mail.LastError, mail.NextAttemptAt) = (attempts, error, now.AddMinutes(70 + (10 * attempts)));
    }

    /// <summary>A mail that was given up, and wiped with it.</summary>
    public void Failed(DateTimeOffset at, Letter letter, int attempts, DateTimeOffset failedAt, string error)
    {
        var mail = Mail(at, letter);
        (mail.Attempts, mail.LastError, mail.FailedAt, mail.ProtectedBody) = (attempts, error, failedAt, null);
    }

    /// <summary>Remembers a mailed token; returns its text for the link.</summary>
    public string Token(DateTimeOffset at, Guid userId, string email, string purpose, TimeSpan lifetime, Guid? sessionId = null)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyLength));
        Rows.Add(new EmailToken
        {
            Id = NewId(at), UserId = userId, Email = email, TokenHash = EmailTokens.Hash(token), Purpose = purpose, CreatedAt = at, ExpiresAt = at + lifetime, SessionId = sessionId,
        });
        return token;
    }

    private OutboxEmail Mail(DateTimeOffset at, Letter letter)
    {
        var mail = outbox.Row(NewId(at), at, letter);
        Rows.Add(mail);
        return mail;
    }
}
