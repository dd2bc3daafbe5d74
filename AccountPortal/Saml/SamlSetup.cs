using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Logout;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Requests;
using AccountPortal.Saml.Setup;
using AccountPortal.Settings;
using AccountPortal.StepUp;

namespace AccountPortal.Saml;

internal static class SamlSetup
{
    public static IServiceCollection AddSaml(this IServiceCollection services)
    {
        services.AddSettings<SamlSettings>();
        services.AddPersonalData<SamlData>();
        services.AddRetentionRules<SamlRetention>();
        services.AddProviderSetup();
        services.AddProviderOperation();
        return services
            .AddSingleton<ResponseReader>()
            .AddSingleton<LogoutReader>()
            .AddSingleton<SamlAddresses>()
            .AddSingleton<RequestCookies>()
            .AddSingleton<SamlAnswers>()
            .AddScoped<ProviderState>()
            .AddScoped<SamlKeys>()
            .AddScoped<SamlRequests>()
            .AddScoped<RefusalLog>()
            .AddScoped<SamlOpening>()
            .AddScoped<AnswerIntake>()
            .AddScoped<SamlArrival>()
            .AddScoped<AccountMaking>()
            .AddScoped<AccountUpdate>()
            .AddScoped<AccountConnection>()
            .AddScoped<MailedConnection>()
            .AddScoped<PendingAnswers>()
            .AddScoped<CompanyDisconnection>()
            .AddScoped<SamlRoutes>()
            .AddHttpContextAccessor()
            .AddScoped<CompanyStepUp>()
            .AddScoped<IStepUpMethod>(provider => provider.GetRequiredService<CompanyStepUp>())
            .AddScoped<CompanyLogout>()
            .AddSingleton<PendingLogouts>()
            .AddScoped<BreakGlassUse>()
            .AddSingleton<SamlLetters>();
    }
}
