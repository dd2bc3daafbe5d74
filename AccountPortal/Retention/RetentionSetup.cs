using AccountPortal.PersonalData;
using AccountPortal.Settings;

namespace AccountPortal.Retention;

internal static class RetentionSetup
{
    /// <summary>What applies the rules; each feature adds its own with <see cref="AddRetentionRules{T}"/>.</summary>
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddSettings<RetentionSettings>();
        services.AddPersonalData<RetentionData>();
        services.AddRetentionRules<RunRetention>();
        services.AddSingleton<RetentionCatalogue>();
        services.AddSingleton<RetentionRound>();
        services.AddScoped<RetentionClaims>();
        services.AddScoped<RetentionRuns>();
        services.AddScoped<RetentionReport>();
        services.AddHostedService<RetentionCleaning>();
        return services;
    }

    public static IServiceCollection AddRetentionRules<T>(this IServiceCollection services)
        where T : class, IRetentionRules => services.AddSingleton<IRetentionRules, T>();
}
