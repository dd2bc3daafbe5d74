namespace AccountPortal.Tests.Places;

/// <summary>A portal that knows where a few addresses are.</summary>
public sealed class PlacedPortal : IAsyncLifetime, IDisposable
{
    private readonly DatabaseFolder folder = new();
    private PortalApp? app;

    public PortalApp App => app!;

    public async Task InitializeAsync()
    {
        folder.Write("city.mmdb", new DatabaseWriter { Metadata = { ["database_type"] = "GeoLite2-City" } }
            .Add("194.25.0.0/16", Records.Nested("DE", "Berlin", 52.52, 13.405)).Add("8.8.8.0/24", Records.Nested("US")).Add("10.0.0.0/8", Records.Nested("FR", "Paris", 48.9, 2.4)));
        app = await PortalApp.StartAsync(new() { ["Geolocation:DatabasePath"] = folder["city.mmdb"] });
    }

    public async Task DisposeAsync() => await (app?.DisposeAsync() ?? ValueTask.CompletedTask);

    public void Dispose() => folder.Dispose();
}
