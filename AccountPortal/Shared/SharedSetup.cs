using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AccountPortal.Shared;

public static class SharedSetup
{
    /// <summary>What the layouts, components and notices need, beside MVC with views.</summary>
    public static IServiceCollection AddShared(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRazorComponents();
        services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = NoticeRedirect.CookieName;
            options.Cookie.HttpOnly = true;
            options.Cookie.IsEssential = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddOptions<BrandingOptions>().BindConfiguration(BrandingOptions.Section)
            .Validate(branding => branding.HasName, "Branding:Name must have 1 to 60 characters.")
            .Validate(branding => branding.HasGoodLogo, "Branding:LogoPath must be a path on this site, such as /logo.svg.")
            .Validate(branding => branding.HasGoodAccent, "Branding:AccentColor must be a colour written as #rrggbb.")
            .ValidateOnStart();
        return services;
    }
}
