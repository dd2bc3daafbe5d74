using AccountPortal.Data;
using AccountPortal.PersonalData;
using Microsoft.AspNetCore.Identity;

namespace AccountPortal.Accounts;

internal static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<PortalDbContext>();
        services.AddSingleton<ChangeFacts>();
        services.AddSingleton<EmailLetters>();
        services.AddScoped<EmailChange>();
        services.AddScoped<EmailChangeMails>();
        services.AddScoped<EmailChangeRequest>().AddScoped<PendingEmails>();
        services.AddScoped<EmailChangeUndo>();
        services.AddPersonalData<AccountData>();
        return services;
    }
}
