namespace AccountPortal.Tests.Sessions;

/// <summary>Without a database of autonomous systems a network is a /24 or a /48.</summary>
public class UnnumberedMoveTests(SystemlessPortal portal) : IClassFixture<SystemlessPortal>
{
    [Theory]
    [InlineData("80.1.2.3", "80.1.2.255", false)]
    [InlineData("80.1.2.3", "80.1.3.0", true)]
    // Privacy addresses change all but the first half, and a line's /56 or /48 may be dealt out anew.
    [InlineData("2001:a00:1:1::1", "2001:a00:1:1:a5f3:77:1:2", false)]
    [InlineData("2001:a00:1:1::1", "2001:a00:1:ffff:ffff:ffff:ffff:ffff", false)]
    [InlineData("2001:a00:1:1::1", "2001:a00:2::", true)]
    // Both families of one line, in one country.
    [InlineData("80.1.2.3", "2001:a00:1:1::1", false)]
    [InlineData("2001:a00:1:1::1", "80.1.2.3", false)]
    [InlineData("200.1.2.3", "2001:a00:1:1::1", true)]
    public async Task From_one_address_it_goes_on_to_another(string from, string to, bool unusual)
    {
        var (person, browser) = await portal.SignedInAsync(from);
        await portal.GoOnAsync(browser, to);
        Assert.Equal(unusual ? 1 : 0, (await portal.EventsAsync(person)).Count);
        Assert.Equal(unusual ? 1 : 0, (await portal.MovesAsync(person)).Count);
    }
}
