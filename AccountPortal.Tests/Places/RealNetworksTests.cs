using System.Net;
using AccountPortal.Places;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AccountPortal.Tests.Places;

/// <summary>The real networks (autonomous systems) of the world, in a database by MaxMind's own writer, as ours reads it.</summary>
public class RealNetworksTests(ITestOutputHelper output)
{
    private static readonly Lazy<MaxMindDatabase> Networks = new(() => DatabaseFile.Read(IpDatabases.Networks));

    // MaxMind's writer keeps what is set apart (RFC 6890) free, and has 6to4 (and Teredo, in the first) lead to the IPv4 address within.
    private static readonly IPNetwork[] SetApart = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("192.88.99.0/24")];

    [Theory]
    [InlineData(4, 400_000), InlineData(6, 100_000)]
    public void Every_range_has_its_network_from_its_first_address_to_its_last_and_gaps_have_none(int ipVersion, int least)
    {
        var all = IpDatabases.NetworkRanges(ipVersion);
        var ranges = all.Where(range => !SetApart.Any(network => network.Contains(RangeWalk.Address(range.First, ipVersion)))).ToList();
        Assert.InRange(all.Count - ranges.Count, 1, 3);
        var walk = new RangeWalk(ipVersion, Network);
        walk.Go(ranges);
        output.WriteLine($"{ranges.Count} ranges, {walk.Gaps} gaps");
        Assert.Empty(walk.Wrong);
        Assert.True(ranges.Count > least && walk.Gaps > 5_000);
    }

    [Theory]
    [InlineData("8.8.8.8", "15169 Google LLC"), InlineData("1.1.1.1", "13335 Cloudflare, Inc."), InlineData("194.25.0.125", "3320 Deutsche Telekom AG")]
    [InlineData("2001:4860:4860::8888", "15169 Google LLC"), InlineData("2606:4700:4700::1111", "13335 Cloudflare, Inc."), InlineData("2a01:4f8::1", "24940 Hetzner Online GmbH")]
    [InlineData("2.26.200.1", "201907 LLC \"SPUTNIK\"")]
    [InlineData("::ffff:8.8.8.8", "15169 Google LLC"), InlineData("2002:808:808::1", "15169 Google LLC")]
    [InlineData("10.0.0.1", null), InlineData("192.0.2.1", null), InlineData("::1", null), InlineData("2001:db8::1", null)]
    public void Well_known_addresses_are_in_their_networks(string address, string? network) => Assert.Equal(network, Network(IPAddress.Parse(address)));

    [Fact]
    public void It_says_what_it_is()
    {
        var metadata = Networks.Value.Metadata;
        Assert.Equal(("Tests-ASN", 6, 28), (metadata.DatabaseType, metadata.IPVersion, metadata.RecordSize));
        Assert.InRange(metadata.NodeCount, 1_000_000u, 5_000_000u);
    }

    [Fact]
    public async Task A_session_notes_the_network_that_it_was_signed_in_from()
    {
        await using var app = await PortalApp.StartAsync(new() { ["Geolocation:DatabasePath"] = $"{IpDatabases.Countries};{IpDatabases.Networks}" });
        foreach (var (address, country, network, name) in new[]
        {
            ("8.8.8.8", "US", "AS15169", "Google LLC"),
            ("1.1.1.1", "AU", "AS13335", "Cloudflare, Inc."),
            ("2a01:4f8::1", "DE", "AS24940", "Hetzner Online GmbH"),
            ("192.0.2.1", null, "192.0.2.0/24", null),
        })
        {
            var (person, browser) = (await app.NewPersonAsync(), app.NewBrowser());
            browser.Address = address;
            await browser.SignInAsync(person);
            var session = await app.Db(db => db.Sessions.SingleAsync(row => row.UserId == person.Id));
            Assert.Equal((country, network), (session.Country, session.Network));

            var seen = app.Services.GetRequiredService<PlaceFinder>().Find(session.Ip);
            Assert.Equal((network, name), (seen.Network, seen.NetworkName));
        }
    }

    private static string? Network(IPAddress address)
    {
        var record = Networks.Value.Find(address);
        return record["autonomous_system_number"u8].Whole is { } number ? $"{number} {record["autonomous_system_organization"u8].Text}".TrimEnd(' ') : null;
    }
}
