using System.Net;
using AccountPortal.Activity;

namespace AccountPortal.Tests.Activity;

/// <summary>The questions that administrators ask of the log.</summary>
public class ActivityLogTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly Guid Actor = Guid.CreateVersion7();
    private static readonly DateTimeOffset At = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    private static int asked;

    public static TheoryData<ActivityFilter, string[]> Questions => new()
    {
        { new(), ["d", "c", "b", "a"] },
        { new() { Kind = EventKind.DeviceNamed }, ["d", "b", "a"] },
        { new() { Outcome = EventOutcome.Refused }, ["d"] },
        { new() { Kind = EventKind.DeviceNamed, Outcome = EventOutcome.Success }, ["b", "a"] },
        { new() { ActorId = Actor }, ["b"] },
        { new() { Network = IPNetwork.Parse("198.51.100.0/24") }, ["c", "b"] },
        { new() { Network = IPNetwork.Parse("198.51.100.2/32") }, ["c"] },
        { new() { Network = IPNetwork.Parse("2001:db8::/48") }, ["d"] },
        { new() { Group = EventGroup.Changes }, ["b", "a"] },
        { new() { Group = EventGroup.Refusals }, [] },
        { new() { Group = EventGroup.Changes, Network = IPNetwork.Parse("198.51.100.0/24") }, ["b"] },
        { new() { Group = EventGroup.Changes, ActorId = Actor, Kind = EventKind.ProfileChanged }, [] },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Everybodys_events_are_found_by_what_they_have_in_common(ActivityFilter filter, string[] names)
    {
        // A second of its own in the log, which all tests of the class share.
        var at = At.AddSeconds(Interlocked.Increment(ref asked));
        await app.AddAsync(
            Event("a", EventKind.DeviceNamed, at, "192.0.2.1"),
            Event("b", EventKind.DeviceNamed, at.AddMilliseconds(1), "198.51.100.1", actorId: Actor),
            Event("c", EventKind.SignOut, at.AddMilliseconds(2), "198.51.100.2"),
            Event("d", EventKind.DeviceNamed, at.AddMilliseconds(3), "2001:db8::7", EventOutcome.Refused));
        var page = await app.With((ActivityLog log) => log.PageAsync(filter with { From = at, Until = at.AddSeconds(1) }, null, null, default));
        Assert.Equal(names, page.Events.Select(happened => happened.Detail("name")));
        Assert.Equal((null, null), (page.Newer, page.Older));
    }

    private static SecurityEvent Event(string name, string kind, DateTimeOffset at, string address, string outcome = EventOutcome.Success, Guid? actorId = null) => new()
    {
        Id = Guid.CreateVersion7(at),
        At = at,
        Kind = kind,
        Outcome = outcome,
        AccountId = Guid.CreateVersion7(),
        ActorId = actorId,
        Ip = IPAddress.Parse(address),
        Details = new() { ["name"] = name },
    };
}
