using AccountPortal.Retention;
using AccountPortal.Settings;

namespace AccountPortal.Inactivity;

internal static class InactivitySetup
{
    public static IServiceCollection AddInactivity(this IServiceCollection services)
    {
        services.AddSettings<InactivitySettings>();
        services.AddRetentionRules<InactivityRetention>();
        services.AddSingleton<InactivityLetters>();
        services.AddScoped<InactiveAccounts>();
        services.AddScoped<InactivitySteps>();
        services.AddScoped<InactivityLock>();
        return services;
    }
}
