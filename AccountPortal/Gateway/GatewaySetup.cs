using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Gateway;

internal static class GatewaySetup
{
    public static IServiceCollection AddGateway(this IServiceCollection services, HostSettings host)
    {
        services.AddSettings<GatewaySettings>();
        services.AddSingleton<IValidateOptions<GatewaySettings>>(provider => ActivatorUtilities.CreateInstance<GatewayReachCheck>(provider, host));
        services.AddSingleton<AppAddresses>();
        services.AddSingleton<Gatekeeper>();
        return services.AddSingleton<OnwardCircles>();
    }
}
