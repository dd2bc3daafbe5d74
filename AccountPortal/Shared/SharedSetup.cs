using AccountPortal.Security;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Shared;

public static class SharedSetup
{
    /// <summary>What the layouts, components and notices need, beside MVC with views.</summary>
    public static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<PageTurns>();
        services.AddOptions<CookieTempDataProviderOptions>().Configure<PublicUrl>((options, publicUrl) =>
        {
            options.Cookie.Name = new CookieNaming(NoticeRedirect.CookieName, publicUrl).Value;
            options.Cookie.SecurePolicy = publicUrl.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.IsEssential = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddSettings<BrandingOptions>();
        return services;
    }
}
