using System.Security.Cryptography;
using System.Text.Json;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.SignIn;

/// <summary>Carries what the first step of the sign-in learnt to the second, in a protected cookie: an address has no place in a URL.</summary>
public sealed class SignInStart(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.SignIn.Start");
    private readonly CookieNaming naming = new("portal-sign-in", publicUrl);

    public void Keep(HttpContext context, SignInForm form)
    {
        var value = protector.Protect(JsonSerializer.Serialize(new SignInForm { Email = form.Email, ReturnUrl = form.ReturnUrl }));
        context.Response.Cookies.Append(naming.Value, value, naming.Options(clock.GetUtcNow() + Lifetime));
    }

    public SignInForm? Read(HttpContext context)
    {
        try
        {
            return context.Request.Cookies[naming.Value] is { } value ? JsonSerializer.Deserialize<SignInForm>(protector.Unprotect(value)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Forget(HttpContext context) => context.Response.Cookies.Delete(naming.Value, naming.Options(null));
}
