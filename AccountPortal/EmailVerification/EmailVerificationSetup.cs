namespace AccountPortal.EmailVerification;

internal static class EmailVerificationSetup
{
    public static IServiceCollection AddEmailVerification(this IServiceCollection services)
    {
        services.AddScoped<EmailTokens>();
        services.AddSingleton<LinkCookie>();
        return services;
    }
}
