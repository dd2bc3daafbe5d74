using AccountPortal.Sessions.Cache;

namespace AccountPortal.Tests.Sessions.Cache;

/// <summary>What the feed is told about waiting and about the way to its server.</summary>
public class FeedPaceTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    public void The_rest_of_a_heartbeat_is_never_waited_for_without_end(long ticks, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ChangeFeed.WholeMilliseconds(TimeSpan.FromTicks(ticks)));

    [Theory]
    [InlineData("Host=db;Database=portal", null, false)]
    [InlineData("Host=db;Database=portal", "Host=db;Database=portal;Username=feed", false)]
    [InlineData("Host=db;Database=portal", "Host=db;Port=5432;Database=portal", false)]
    [InlineData("Host=db;Port=6432;Database=portal", "Host=db;Database=portal", true)]
    [InlineData("Host=pooler;Database=portal", "Host=db;Database=portal", true)]
    public void A_feed_with_an_address_of_its_own_means_a_pooler(string usual, string? feed, bool expected) =>
        Assert.Equal(expected, FeedConnection.GoesAnotherWay(usual, feed));
}
