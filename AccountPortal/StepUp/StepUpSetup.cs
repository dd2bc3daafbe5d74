using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.StepUp;

internal static class StepUpSetup
{
    public static IServiceCollection AddStepUp(this IServiceCollection services)
    {
        services.AddSettings<StepUpSettings>();
        services.AddScoped<IStepUpMethod, PasswordStepUp>();
        services.AddScoped<StepUpMethods>();
        services.AddScoped<Freshness>();
        services.AddScoped<KeptForms>();
        services.AddScoped<StepUpLimits>();
        services.AddScoped<StepUpConfirmation>();
        services.AddSingleton<StepUpAddress>();
        services.Configure<MvcOptions>(options => options.Filters.Add<StepUpFilter>(StepUpFilter.Order));
        services.AddPersonalData<StepUpData>();
        services.AddRetentionRules<KeptFormRetention>();
        return services;
    }
}
