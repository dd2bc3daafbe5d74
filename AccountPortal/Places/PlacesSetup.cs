using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Places;

internal static class PlacesSetup
{
    public static IServiceCollection AddPlaces(this IServiceCollection services)
    {
        services.AddSettings<GeolocationSettings>();
        services.AddSingleton<IValidateOptions<GeolocationSettings>, DatabaseCheck>();
        services.AddSingleton<PlaceDatabases>();
        services.AddSingleton(provider => new PlaceFinder(provider.GetRequiredService<PlaceDatabases>()));
        services.AddHostedService<PlaceRefresh>();
        return services;
    }
}
