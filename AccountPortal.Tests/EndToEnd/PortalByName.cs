using AccountPortal.Security;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.EndToEnd;

/// <summary>Portals that are called localhost: browsers make no passkeys for an IP address.</summary>
internal static class PortalByName
{
    public static Task<PortalApp> StartAsync(Dictionary<string, string?>? settings = null) => PortalApp.StartAsync(settings, services: services =>
        services.AddSingleton(provider => new PublicUrl(null, new ByName(provider.GetRequiredService<IServer>()))));

    private sealed class ByName(IServer server) : IServer
    {
        public IFeatureCollection Features
        {
            get
            {
                var named = new ServerAddressesFeature();
                foreach (var address in server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses)
                {
                    named.Addresses.Add(address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
                }

                var features = new FeatureCollection();
                features.Set<IServerAddressesFeature>(named);
                return features;
            }
        }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
