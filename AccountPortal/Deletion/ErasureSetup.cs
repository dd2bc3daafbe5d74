using AccountPortal.Accounts;
using AccountPortal.Settings;

namespace AccountPortal.Deletion;

/// <summary>The eraser, what makes accounts due, and what is known of them afterwards.</summary>
internal static class ErasureSetup
{
    public static IServiceCollection AddErasure(this IServiceCollection services)
    {
        services.AddSettings<AccountSettings>();
        services.AddScoped<Tombstones>().AddScoped<Erasure>().AddScoped<ImmediateDeletions>().AddScoped<EraseAgain>().AddScoped<Stragglers>();
        services.AddSingleton<Eraser>().AddSingleton<ErasureFailures>().AddSingleton<ErasureLetters>().AddSingleton<ErasureSignal>().AddSingleton<UnverifiedAccounts>();
        services.AddHostedService<Erasing>();
        return services;
    }
}
