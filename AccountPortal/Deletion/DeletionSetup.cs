using AccountPortal.PersonalData;
using AccountPortal.Settings;

namespace AccountPortal.Deletion;

internal static class DeletionSetup
{
    public static IServiceCollection AddDeletion(this IServiceCollection services)
    {
        services.AddSettings<DeletionSettings>();
        services.AddPersonalData<DeletionData>();
        services.AddErasure();
        return services;
    }
}
