using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Retention;

/// <summary>One portal for a class, whose rules are applied by the tests alone. Each test begins with empty tables: a clock that moves on makes old what others left.</summary>
public sealed class QuietPortal : IAsyncLifetime
{
    public PortalApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        App = await PortalApp.StartAsync(services: RetentionPortal.WithoutCleaning);
        App.Clock.Stop();
    }

    public Task EmptyAsync() => App.Db(db => db.Database.ExecuteSqlAsync(
        $"truncate users, security_events, outbox_emails, throttles, spent_challenges, retention_runs cascade"));

    public Task DisposeAsync() => App.DisposeAsync().AsTask();
}
