using AccountPortal.Security;
using Microsoft.Extensions.Primitives;

namespace AccountPortal.Tests.Security;

/// <summary>Cookies that only look like those that a host alone may set.</summary>
public class CookiePrefixesTests
{
    [Theory]
    [InlineData("__host-a=1", "")]
    [InlineData("b=2; __HOST-a=1;c=3", "b=2; c=3")]
    [InlineData("__Host-a=1; __secure-a=2; __Secure-a=3", "__Host-a=1; __Secure-a=3")]
    [InlineData("a=__host-; _; ___host-a=1; __hos=1", null)]
    [InlineData("__Host-a=1; b=__x; __Secure-c=2", null)]
    [InlineData("", null)]
    public void They_are_dropped_and_nothing_else_is(string header, string? left)
    {
        if (left is not null)
        {
            Assert.True(CookiePrefixes.AreForged(header));
        }

        Assert.Equal(left ?? header, CookiePrefixes.Without(header).ToString());
    }

    [Fact]
    public void Of_a_header_that_came_twice_both_are_looked_at()
    {
        Assert.True(CookiePrefixes.AreForged(new StringValues(["a=1", "__host-b=2"])));
        Assert.Equal("a=1; c=3", CookiePrefixes.Without(new StringValues(["a=1", "__host-b=2; c=3"])).ToString());
        Assert.False(CookiePrefixes.AreForged(StringValues.Empty));
        Assert.False(CookiePrefixes.AreForged("a=1; __Host-b=2; __Secure-c=3; d=__e"));
    }
}
