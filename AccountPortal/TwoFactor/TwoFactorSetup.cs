using AccountPortal.Admin;
using AccountPortal.PersonalData;
using AccountPortal.Settings;
using AccountPortal.StepUp;

namespace AccountPortal.TwoFactor;

internal static class TwoFactorSetup
{
    public static IServiceCollection AddTwoFactor(this IServiceCollection services)
    {
        services.AddSettings<TwoFactorSettings>()
            .PostConfigure<IHostEnvironment>((settings, environment) => settings.RequiredForRoles ??= environment.IsDevelopment() ? [] : [AdminRole.Name]);
        services.AddPersonalData<TwoFactorData>();
        return services
            .AddScoped<SecondFactors>()
            .AddScoped<TotpCheck>()
            .AddScoped<RecoveryCodes>()
            .AddScoped<TrustedDevices>()
            .AddScoped<FactorFrame>()
            .AddScoped<FactorChange>()
            .AddScoped<TotpSetup>()
            .AddScoped<StrangersApp>()
            .AddScoped<FactorResets>()
            .AddHostedService<FactorResetting>()
            .AddScoped<IStepUpMethod, TotpStepUp>()
            .AddScoped<IStepUpMethod, RecoveryCodeStepUp>()
            .AddSingleton<TotpKeys>()
            .AddSingleton<PendingTotps>()
            .AddSingleton<FreshRecoveryCodes>()
            .AddSingleton<TwoFactorLetters>();
    }
}
