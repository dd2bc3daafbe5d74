using AccountPortal.Data;

namespace AccountPortal.PersonalData;

internal static class PersonalDataSetup
{
    /// <summary>The catalogue of what the portal keeps about people; each feature adds its part with <see cref="AddPersonalData{T}"/>.</summary>
    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            // A scope for the declarations alone: a feature's part may need the database for erasing.
            using var scope = provider.CreateScope();
            return new DataCatalogue(scope.ServiceProvider.GetRequiredService<PortalDbContext>().Model, scope.ServiceProvider.GetServices<IPersonalData>());
        });
        services.AddHostedService<CatalogueCheck>();
        return services;
    }

    public static IServiceCollection AddPersonalData<T>(this IServiceCollection services)
        where T : class, IPersonalData => services.AddScoped<IPersonalData, T>();

    /// <summary>A portal whose catalogue has a hole does not start.</summary>
    private sealed class CatalogueCheck(IServiceProvider services) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            services.GetRequiredService<DataCatalogue>();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
