using AccountPortal.PersonalData;

namespace AccountPortal.Activity;

internal static class ActivitySetup
{
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddPersonalData<ActivityData>()
        .AddSingleton<SecurityEvents>()
        .AddScoped<ActivityLog>()
        .AddScoped<ActivityDays>();
}
