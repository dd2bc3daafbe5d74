using AccountPortal.Admin;
using AccountPortal.Settings;

namespace AccountPortal.TwoFactor;

internal static class TwoFactorSetup
{
    public static IServiceCollection AddTwoFactor(this IServiceCollection services)
    {
        services.AddSettings<TwoFactorSettings>()
            .PostConfigure<IHostEnvironment>((settings, environment) => settings.RequiredForRoles ??= environment.IsDevelopment() ? [] : [AdminRole.Name]);
        return services.AddScoped<SecondFactors>();
    }
}
