using AccountPortal.PersonalData;
using AccountPortal.Retention;

namespace AccountPortal.Activity;

internal static class ActivitySetup
{
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddPersonalData<ActivityData>()
        .AddRetentionRules<ActivityRetention>()
        .AddSingleton<SecurityEvents>()
        .AddScoped<ActivityLog>()
        .AddScoped<ActivityDays>();
}
