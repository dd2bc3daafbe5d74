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
        return services
            .AddScoped<AccountDeletion>()
            .AddScoped<AccountKeeping>()
            .AddScoped<DeletionWithdrawal>()
            .AddScoped<StrangersDeletion>()
            .AddScoped<DeletionInventory>()
            .AddScoped<DeletionMails>()
            .AddScoped<DeletionReminders>()
            .AddSingleton<DeletionLetters>()
            .AddHostedService<DeletionReminding>();
    }
}
