namespace AccountPortal.Recovery;

internal static class RecoverySetup
{
    public static IServiceCollection AddRecovery(this IServiceCollection services) => services.AddScoped<RevivedDeadlines>().AddScoped<AfterRestore>();
}
