using AccountPortal.Accounts;
using AccountPortal.Data.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace AccountPortal.Data;

internal static class DataSetup
{
    public static IServiceCollection AddData(this IServiceCollection services, string connectionString, string? keyEncryption)
    {
        services.AddSingleton(provider => new DatabaseHosts(new(ConnectionDefaults.Complete(connectionString)), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<DatabaseHosts>().Source);
        services.AddSingleton<StaleConnections>();
        services.AddSingleton<UnreplicatedCommits>();
        services.ConfigureDbContext<PortalDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<UnreplicatedCommits>()), ServiceLifetime.Singleton);
        services.AddDbContext<PortalDbContext>(
            (provider, options) => options
                .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                // Identity maps a phone number; accounts have none, on purpose. And whether there are more than a few is asked of any of them.
                .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.MappedPropertyIgnoredWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning)),
            // Made once: nothing in them differs between requests.
            optionsLifetime: ServiceLifetime.Singleton);
        services.AddSingleton<PortalSecrets>();
        services.AddSingleton<Groundwork>();
        services.AddHostedService<SecretsAtStart>();
        var protection = services.AddDataProtection().SetApplicationName("AccountPortal");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceScopeFactory>((options, scopes) => options.XmlRepository = new DataProtectionKeyRepository(scopes));
        if (keyEncryption is not null)
        {
            protection.Encrypt(keyEncryption);
        }

        return services;
    }
}

/// <summary>For <c>dotnet ef</c> alone: the model needs no database, but Identity asks the services which version of its schema it is to make.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PortalDbContext>()
            .UseNpgsql("Host=unused")
            .UseApplicationServiceProvider(new ServiceCollection().AddAccounts().BuildServiceProvider())
            .Options);
}
