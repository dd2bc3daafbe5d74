using System.Net;
using AccountPortal.Security;

namespace AccountPortal.Tests.Security;

public class ClientAddressesTests
{
    [Theory]
    [InlineData("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24")]
    [InlineData("255.255.255.255", "255.255.255.255/32", "255.255.255.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48")]
    [InlineData("::1", "::/64", "::/48")]
    public void A_client_is_an_address_or_a_64_and_its_network_a_24_or_a_48(string address, string client, string network)
    {
        Assert.Equal(client, ClientAddresses.Client(IPAddress.Parse(address)).ToString());
        Assert.Equal(network, ClientAddresses.Network(IPAddress.Parse(address)).ToString());
    }

    [Theory]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("fe80::1%5", "fe80::1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void The_same_address_in_other_clothes_is_the_same(string address, string plain) =>
        Assert.Equal(plain, ClientAddresses.Plain(IPAddress.Parse(address)).ToString());
}
