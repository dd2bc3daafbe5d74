using AccountPortal.Settings;

namespace AccountPortal.Admin;

internal static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.AddSettings<AdminSettings>();
        services.AddAuthorizationBuilder().AddPolicy(AdminAreaAttribute.PolicyName, AdminAreaAttribute.Requirements());
        return services
            .AddSingleton<AdminLetters>()
            .AddSingleton<SettingsCatalogue>()
            .AddScoped<Administrators>()
            .AddScoped<Figures>()
            .AddScoped<AccountNames>()
            .AddScoped<AccountSearch>()
            .AddScoped<AccountReport>()
            .AddScoped<AccountLocking>()
            .AddScoped<AdminSessionEnding>()
            .AddScoped<AdminPasswordReset>()
            .AddScoped<AdminActivity>()
            .AddScoped<MailQuery>()
            .AddScoped<MailActs>()
            .AddScoped<DeletionQuery>()
            .AddScoped<DeletionActs>();
    }
}
