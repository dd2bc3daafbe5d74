using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.SignIn;

/// <summary>Carries what the first step of the sign-in learnt to the second: an address has no place in a URL.</summary>
public sealed class SignInStart(IDataProtectionProvider protection, PublicUrl publicUrl, TimeProvider clock)
{
    private readonly ProtectedCookie<SignInForm> cookie = new(protection, publicUrl, clock, "portal-sign-in", TimeSpan.FromMinutes(15));

    public void Keep(HttpContext context, SignInForm form) => cookie.Keep(context, new SignInForm { Email = form.Email, ReturnUrl = form.ReturnUrl, RememberDevice = form.RememberDevice });

    public SignInForm? Read(HttpContext context) => cookie.Read(context);

    public void Forget(HttpContext context) => cookie.Forget(context);
}
