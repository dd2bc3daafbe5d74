using AccountPortal.Data;
using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.Mail;

internal static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddSettings<MailSettings>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxCommits>();
        services.ConfigureDbContext<PortalDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<OutboxCommits>()));
        services.AddSingleton<LetterRendering>();
        services.AddSingleton<OutboxQueue>();
        services.AddSingleton<OutboxDelivery>();
        services.AddSingleton(provider => Transport(provider, environment.IsDevelopment()));
        services.AddHostedService<MailDispatcher>();
        if (!environment.IsDevelopment())
        {
            services.Configure<MvcOptions>(options => options.Conventions.Add(new WithoutMailbox()));
        }

        services.AddPersonalData<MailData>();
        services.AddRetentionRules<MailRetention>();
        return services;
    }

    private static IMailTransport Transport(IServiceProvider provider, bool isDevelopment)
    {
        var options = provider.GetRequiredService<IOptions<MailSettings>>();
        return isDevelopment && !options.Value.Smtp.HasHost ? new DevelopmentMailbox() : new SmtpTransport(options);
    }
}
