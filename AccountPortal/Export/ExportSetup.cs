using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Settings;

namespace AccountPortal.Export;

internal static class ExportSetup
{
    public static IServiceCollection AddExport(this IServiceCollection services)
    {
        services.AddSettings<ExportSettings>();
        services.AddSingleton<ArchiveSeal>();
        services.AddSingleton<ArchivePages>();
        services.AddSingleton<ArchiveWriting>();
        services.AddSingleton<ExportQueue>();
        services.AddSingleton<ExportMaking>();
        services.AddSingleton<ExportLetters>();
        services.AddScoped<ExportEnding>();
        services.AddScoped<ExportRequests>();
        services.AddScoped<ExportDownload>();
        services.AddScoped<ExportDeparture>();
        services.AddScoped<ArchiveSending>();
        services.AddHostedService<ExportRounds>();
        services.AddPersonalData<ExportData>();
        services.AddRetentionRules<ExportRetention>();
        return services;
    }
}
