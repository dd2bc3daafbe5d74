namespace AccountPortal.Mail;

internal static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSingleton<Outbox>();
        return services;
    }
}
