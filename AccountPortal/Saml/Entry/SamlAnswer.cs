using System.Security.Cryptography;
using System.Text.Json;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Saml.Entry;

/// <summary>
/// An answer that passed every check, until it is acted on. The post that brings it comes from another site, without the browser's session and device:
/// it is kept with its request, and acted on by the page of ours that follows.
/// </summary>
public sealed record SamlAnswer(SamlPerson Person, SamlTicket Ticket, string? ReturnUrl);

/// <summary>Which answer a browser has brought. <paramref name="RequestHash"/>: of the request that it is kept with.</summary>
public sealed record BroughtAnswer(byte[] RequestHash);

/// <summary>Keeps answers sealed in the database, and the key to each with the browser that brought it.</summary>
public sealed class SamlAnswers(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    /// <summary>How long one may wait: perhaps for the owner of an account to confirm, out of their mail.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long where it confirms that somebody is there at this moment.</summary>
    public static readonly TimeSpan StepUpLifetime = TimeSpan.FromMinutes(5);

    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Saml.Answers");
    private readonly ProtectedCookie<BroughtAnswer> cookie = new(protection, publicUrl, clock, "portal-company-answer", Lifetime);

    public byte[] Seal(SamlAnswer answer) => protector.Protect(JsonSerializer.SerializeToUtf8Bytes(answer));

    public SamlAnswer? Open(byte[] sealedAnswer)
    {
        try
        {
            return JsonSerializer.Deserialize<SamlAnswer>(protector.Unprotect(sealedAnswer));
        }
        catch (CryptographicException exception) when (!Outage.IsOne(exception))
        {
            return null;
        }
    }

    public void Keep(HttpContext context, byte[] requestHash) => cookie.Keep(context, new(requestHash));

    public byte[]? Read(HttpContext context) => cookie.Read(context)?.RequestHash;

    public void Forget(HttpContext context) => cookie.Forget(context);
}
