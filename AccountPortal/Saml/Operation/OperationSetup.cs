namespace AccountPortal.Saml.Operation;

internal static class OperationSetup
{
    /// <summary>What running a provider takes, once it is set up.</summary>
    public static IServiceCollection AddProviderOperation(this IServiceCollection services) => services
        .AddSingleton<Dns.TxtLookup>()
        .AddSingleton<OperationLetters>()
        .AddScoped<AdministratorMail>()
        .AddScoped<ProviderDomains>()
        .AddScoped<DomainCheck>()
        .AddScoped<ProviderTests>()
        .AddScoped<TestOutlook>()
        .AddScoped<ProviderActivation>()
        .AddScoped<BreakGlassAccounts>()
        .AddScoped<DomainEnforcement>()
        .AddScoped<RoleEffects>()
        .AddScoped<CertificateWarnings>()
        .AddHostedService<DomainRounds>()
        .AddHostedService<CertificateRounds>();
}
