using AccountPortal.Accounts;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

internal static class PasswordsSetup
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddSettings<PasswordSettings>();
        services.AddSettings<PasswordResetSettings>();
        services.AddOptions<PasswordHasherOptions>()
            .Configure<IOptions<PasswordSettings>>((options, passwords) => options.IterationCount = passwords.Value.Iterations);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<CommonPasswordList>();
        services.AddSingleton<PasswordRules>();
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<PasswordFence>();
        services.AddSingleton<PasswordLetters>();
        services.AddScoped<CurrentPassword>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<PasswordChangeRecord>();
        services.AddScoped<PasswordReset>();
        services.AddScoped<PasswordResetMail>();
        return services.AddScoped<PasswordResetRequest>();
    }
}
