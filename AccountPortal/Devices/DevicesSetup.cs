using AccountPortal.PersonalData;
using AccountPortal.Retention;

namespace AccountPortal.Devices;

public static class DevicesSetup
{
    public static IServiceCollection AddDevices(this IServiceCollection services) => services
        .AddPersonalData<DeviceData>()
        .AddRetentionRules<DeviceRetention>()
        .AddSingleton<DeviceParser>()
        .AddSingleton<DeviceCookie>()
        .AddSingleton<SignInScene>()
        .AddScoped<KnownDevices>()
        .AddScoped<DeviceNaming>()
        .AddHostedService<DeviceWarmUp>();

    // Beside the start, not in it: the portal answers meanwhile, and a sign-in that comes first just loads the rules itself.
    private sealed class DeviceWarmUp(DeviceParser parser) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(parser.Warm, stoppingToken);
    }
}
