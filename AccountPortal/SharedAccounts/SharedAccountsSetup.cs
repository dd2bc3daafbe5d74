using AccountPortal.PersonalData;

namespace AccountPortal.SharedAccounts;

internal static class SharedAccountsSetup
{
    public static IServiceCollection AddSharedAccounts(this IServiceCollection services)
    {
        services.AddScoped<SessionTraces>();
        services.AddScoped<SharedAccountFindings>();
        services.AddScoped<SharedAccountsQuery>();
        services.AddScoped<SharedAccountActs>();
        services.AddSingleton<SharedAccountLetters>();
        services.AddSingleton<SharedAccountsEvaluation>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedAccountsEvaluation>());
        services.AddPersonalData<SharedAccountData>();
        return services;
    }
}
