namespace AccountPortal.Alerts;

internal static class AlertsSetup
{
    public static IServiceCollection AddAlerts(this IServiceCollection services) => services
        .AddScoped<SignInJudgement>()
        .AddScoped<SignInAlerts>()
        .AddScoped<MoveJudgement>()
        .AddScoped<MoveAlerts>()
        .AddScoped<NotMe>()
        .AddSingleton<AlertLetters>();
}
