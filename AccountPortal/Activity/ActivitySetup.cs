namespace AccountPortal.Activity;

internal static class ActivitySetup
{
    public static IServiceCollection AddActivity(this IServiceCollection services) => services
        .AddSingleton<SecurityEvents>()
        .AddScoped<ActivityLog>()
        .AddScoped<ActivityDays>();
}
