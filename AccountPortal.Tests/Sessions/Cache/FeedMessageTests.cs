using AccountPortal.Sessions.Cache;

namespace AccountPortal.Tests.Sessions.Cache;

public class FeedMessageTests
{
    private static readonly Guid One = Guid.Parse("019aa5b0-9c1e-7a62-8f9e-AABBCCDDEEFF");

    [Fact]
    public void Ids_are_read_in_either_case()
    {
        var message = FeedMessage.Parse($"s:{One:N},{One.ToString("N").ToUpperInvariant()}");
        Assert.Equal((FeedMessageKind.Sessions, 2), (message.Kind, message.Ids.Count));
        Assert.All(message.Ids, id => Assert.Equal(One, id));
        Assert.Equal(FeedMessageKind.Accounts, FeedMessage.Parse($"u:{One:N}").Kind);
    }

    [Fact]
    public void A_node_reads_its_own_words()
    {
        var (beat, asked) = (FeedMessage.Parse(FeedMessage.Heartbeat("abc", -7)), FeedMessage.Parse(FeedMessage.Asked("abc", 9)));
        Assert.Equal((FeedMessageKind.Heartbeat, "abc", -7L), (beat.Kind, beat.Node, beat.Number));
        Assert.Equal((FeedMessageKind.Asked, "abc", 9L), (asked.Kind, asked.Node, asked.Number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:")]
    [InlineData("s:")]
    [InlineData("s:not-an-id")]
    [InlineData("x:019aa5b09c1e7a628f9eaabbccddeeff")]
    [InlineData("h:abc")]
    [InlineData("h:abc,later")]
    public void What_is_not_understood_means_everything(string payload) => Assert.Equal(FeedMessageKind.Everything, FeedMessage.Parse(payload).Kind);
}
