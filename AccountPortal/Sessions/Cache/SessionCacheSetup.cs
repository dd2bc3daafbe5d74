using AccountPortal.Settings;

namespace AccountPortal.Sessions.Cache;

internal static class SessionCacheSetup
{
    public static IServiceCollection AddSessionCache(this IServiceCollection services, string feedConnectionString)
    {
        services.AddSettings<SessionCacheSettings>();
        // The machine's own clock: the one that nodes share jumps when it is set.
        services.AddSingleton(_ => new FeedLease(TimeProvider.System));
        services.AddSingleton(_ => new FeedConnection(feedConnectionString));
        services.AddSingleton<SessionCache>();
        services.AddSingleton<ChangeFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeFeed>());
        services.AddSingleton<SessionActivities>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionActivities>());
        return services;
    }
}
