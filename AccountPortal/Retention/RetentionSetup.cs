using AccountPortal.PersonalData;

namespace AccountPortal.Retention;

internal static class RetentionSetup
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddPersonalData<RetentionData>();
        return services;
    }
}
