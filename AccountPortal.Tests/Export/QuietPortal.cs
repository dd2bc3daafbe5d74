namespace AccountPortal.Tests.Export;

/// <summary>One portal for a test class, in which exports are made when a test says so.</summary>
public sealed class QuietPortal : IAsyncLifetime
{
    public PortalApp App { get; private set; } = null!;

    public async Task InitializeAsync() => App = await ExportPortal.StartAsync();

    public async Task DisposeAsync() => await App.DisposeAsync();
}
