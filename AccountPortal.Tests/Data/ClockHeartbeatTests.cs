using AccountPortal.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AccountPortal.Tests.Data;

/// <summary>Nodes agree on the time as well as the shortest round trip allows (P16): what takes long is no measurement.</summary>
public sealed class ClockHeartbeatTests : IAsyncLifetime
{
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(3);
    private readonly MachineClock machine = new();
    private readonly DatabaseClock clock = new();
    private TestDatabase? database;

    public async Task InitializeAsync() => database = await (await TestCluster.Shared).CreateEmptyDatabaseAsync();

    [Fact]
    public async Task ASVS_16_2_2_The_offset_is_how_far_the_machine_is_behind()
    {
        await MeasureAsync(connecting: TimeSpan.Zero);
        Assert.InRange(clock.Offset, Behind - TimeSpan.FromSeconds(5), Behind + TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_connection_that_takes_long_to_open_is_not_part_of_the_round_trip()
    {
        // The machine's clock moves while the connection is opened; afterwards it is 13 s less behind.
        await MeasureAsync(connecting: TimeSpan.FromSeconds(13));
        var behind = Behind - TimeSpan.FromSeconds(13);
        Assert.InRange(clock.Offset, behind - TimeSpan.FromSeconds(5), behind + TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_round_trip_of_more_than_a_second_changes_nothing(int ticksMore, bool isTaken)
    {
        clock.Offset = TimeSpan.FromHours(1);
        machine.RoundTrip = TimeSpan.FromSeconds(1) + TimeSpan.FromTicks(ticksMore);
        await MeasureAsync(connecting: TimeSpan.Zero);
        Assert.Equal(isTaken, clock.Offset != TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_node_that_started_without_its_database_knows_the_time_before_it_answers_anybody()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var own = await cluster.CreateDatabaseAsync();
        await cluster.StopAsync();
        await using var app = await PortalApp.StartAsync(environment: "Production", database: own);
        var known = app.Services.GetRequiredService<DatabaseClock>();
        Assert.False(known.IsKnown);
        await cluster.StartAgainAsync();
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await app.NewBrowser().GetJsonAsync("/me")).Status);
        Assert.True(known.IsKnown);
    }

    public async Task DisposeAsync() => await database!.DisposeAsync();

    private async Task MeasureAsync(TimeSpan connecting)
    {
        var builder = new NpgsqlDataSourceBuilder(database!.ConnectionString);
        builder.UsePhysicalConnectionInitializer(_ => machine.Move(connecting), _ =>
        {
            machine.Move(connecting);
            return Task.CompletedTask;
        });
        await using var dataSource = builder.Build();
        using var heartbeat = new ClockHeartbeat(clock, dataSource, NullLogger<ClockHeartbeat>.Instance) { Machine = machine };
        await heartbeat.StartAsync(CancellationToken.None);
        await heartbeat.StopAsync(CancellationToken.None);
    }

    /// <summary>A machine whose clock is behind, and which finds that each round trip takes as long as it is told.</summary>
    private sealed class MachineClock : TimeProvider
    {
        private TimeSpan moved = -Behind;
        private long timestamp;

        public TimeSpan RoundTrip { get; set; } = TimeSpan.FromMilliseconds(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + moved;

        public override long GetTimestamp() => timestamp += RoundTrip.Ticks;

        public void Move(TimeSpan by) => (moved, timestamp) = (moved + by, timestamp + by.Ticks);
    }
}
