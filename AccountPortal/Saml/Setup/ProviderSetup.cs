namespace AccountPortal.Saml.Setup;

internal static class ProviderSetup
{
    public static IServiceCollection AddProviderSetup(this IServiceCollection services) => services
        .AddSingleton<NameResolver>()
        .AddSingleton<MetadataFetch>()
        .AddSingleton(provider => new MetadataReader(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IHostEnvironment>().IsDevelopment()))
        .AddScoped<ProviderList>()
        .AddSingleton<SetupLetters>()
        .AddScoped<MetadataRefresh>()
        .AddHostedService<MetadataRounds>()
        .AddScoped<SamlImport>()
        .AddScoped<KeyRotation>()
        .AddScoped<ProviderChanges>();
}
