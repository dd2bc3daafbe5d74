using AccountPortal.Security;
using Microsoft.Extensions.Primitives;

namespace AccountPortal.Tests.Security;

/// <summary>One cookie among others; where it is not plain which one counts, none does.</summary>
public class CookieHeaderTests
{
    [Theory]
    [InlineData("key=value", "value")]
    [InlineData("a=b; key=value", "value")]
    [InlineData("a=b;key=value ;c=d", "value")]
    [InlineData("a=key=no; other-key=no; key=value", "value")]
    [InlineData("keys=no; key=value", "value")]
    [InlineData("key=a=b", "a=b")]
    [InlineData("key=", "")]
    [InlineData("key", "")]
    [InlineData("Key=value", "")]
    [InlineData("a=b", "")]
    [InlineData("", "")]
    [InlineData("key=one; key=two", "")]
    [InlineData("key=one; a=b; key=one", "")]
    public void It_finds_the_one_cookie_of_a_name(string header, string value) => Assert.Equal(value, CookieHeader.Only(header, "key").ToString());

    [Fact]
    public void A_header_that_came_twice_or_not_at_all_says_nothing()
    {
        Assert.True(CookieHeader.Only(new StringValues(["key=one", "a=b"]), "key").IsEmpty);
        Assert.True(CookieHeader.Only(StringValues.Empty, "key").IsEmpty);
    }
}
