using AccountPortal.PersonalData;

namespace AccountPortal.Export;

internal static class ExportSetup
{
    public static IServiceCollection AddExport(this IServiceCollection services)
    {
        services.AddPersonalData<ExportData>();
        return services;
    }
}
