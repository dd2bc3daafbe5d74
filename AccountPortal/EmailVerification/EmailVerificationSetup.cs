using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Settings;

namespace AccountPortal.EmailVerification;

internal static class EmailVerificationSetup
{
    public static IServiceCollection AddEmailVerification(this IServiceCollection services)
    {
        services.AddSettings<EmailVerificationSettings>();
        services.AddScoped<EmailTokens>();
        services.AddScoped<EmailProof>();
        services.AddScoped<EmailConfirmation>();
        services.AddSingleton<LinkCookie>();
        services.AddPersonalData<EmailTokenData>();
        services.AddRetentionRules<EmailTokenRetention>();
        return services.AddScoped<VerificationMail>();
    }
}
