namespace AccountPortal.Saml.Setup;

internal static class ProviderSetup
{
    public static IServiceCollection AddProviderSetup(this IServiceCollection services) => services
        .AddScoped<ProviderChanges>();
}
