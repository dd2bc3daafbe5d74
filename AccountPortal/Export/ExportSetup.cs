using AccountPortal.PersonalData;
using AccountPortal.Retention;

namespace AccountPortal.Export;

internal static class ExportSetup
{
    public static IServiceCollection AddExport(this IServiceCollection services)
    {
        services.AddPersonalData<ExportData>();
        services.AddRetentionRules<ExportRetention>();
        return services;
    }
}
