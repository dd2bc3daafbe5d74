using System.Net;
using System.Text;
using AccountPortal.Saml;
using AccountPortal.Saml.Setup;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace AccountPortal.Tests.Saml.Setup;

/// <summary>Fetching metadata from an address that somebody typed: from the public internet, and from nowhere that it could be led to.</summary>
public class MetadataFetchTests
{
    private const string Refused = "The address leads into a private network";

    [Theory]
    [InlineData("93.184.215.14", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("::ffff:93.184.215.14", true)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:7f00:1::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://idp.example/metadata", true, true)]
    [InlineData("http://idp.example/metadata", false, false)]
    [InlineData("http://127.0.0.1:8080/metadata", false, true)]
    [InlineData("http://localhost/metadata", false, true)]
    [InlineData("http://localhost.example/metadata", false, false)]
    [InlineData("https://admin:secret@idp.example/", false, false)]
    [InlineData("https://idp.example/#part", false, false)]
    [InlineData("file:///etc/passwd", false, false)]
    [InlineData("ftp://idp.example/", false, false)]
    [InlineData("javascript:alert(1)", false, false)]
    [InlineData("//idp.example/", false, false)]
    [InlineData("", false, false)]
    public void Only_https_is_an_address_of_a_provider(string address, bool inProduction, bool inDevelopment) =>
        Assert.Equal((inProduction, inDevelopment), (ProviderLocation.IsFine(address, false), ProviderLocation.IsFine(address, true)));

    [Theory]
    [InlineData("https://idp.example:{0}/")]
    [InlineData("https://127.0.0.1:{0}/")]
    [InlineData("https://2130706433:{0}/")]
    [InlineData("https://0x7f.1:{0}/")]
    [InlineData("https://[::1]:{0}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{0}/")]
    public async Task Nothing_is_connected_to_that_is_not_public(string address)
    {
        await using var site = new LoopbackSite("secret");
        using var fetch = Fetch("Production", out _, IPAddress.Loopback);
        Assert.StartsWith(Refused, (await fetch.FetchAsync(string.Format(null, address, site.Port), default)).Problem, StringComparison.Ordinal);
        Assert.Empty(site.Requests);
    }

    [Fact]
    public async Task A_name_that_also_has_a_private_address_is_refused_whole()
    {
        await using var site = new LoopbackSite("secret");
        using var fetch = Fetch("Production", out var names, IPAddress.Parse("93.184.215.14"), IPAddress.Loopback);
        Assert.StartsWith(Refused, (await fetch.FetchAsync($"https://idp.example:{site.Port}/", default)).Problem, StringComparison.Ordinal);
        // Looked up once: there is no second look that could be answered otherwise (DNS rebinding).
        Assert.Equal(1, names.Asked);
    }

    [Fact]
    public async Task A_name_that_points_elsewhere_the_next_time_is_looked_at_anew()
    {
        await using var site = new LoopbackSite("metadata");
        using var fetch = Fetch("Development", out var names, IPAddress.Loopback);
        // A name that is this machine's by its spelling, so that http will do here.
        Assert.Equal("metadata", Text(await fetch.FetchAsync($"http://localhost:{site.Port}/", default)));
        names.Addresses = [IPAddress.Parse("169.254.169.254")];
        Assert.StartsWith(Refused, (await fetch.FetchAsync($"http://localhost:{site.Port}/", default)).Problem, StringComparison.Ordinal);
        names.Addresses = [IPAddress.Parse("93.184.215.14")];
        Assert.StartsWith(Refused, (await fetch.FetchAsync($"http://localhost:{site.Port}/", default)).Problem, StringComparison.Ordinal);
        Assert.Single(site.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_no_cookie_is_kept()
    {
        await using var inner = new LoopbackSite("secret");
        await using var site = new LoopbackSite((_, stream, end) => stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 302 Found\r\nLocation: {inner.Url}\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), end).AsTask());
        using var fetch = Fetch("Development", out _, IPAddress.Loopback);
        for (var time = 0; time < 2; time++)
        {
            Assert.StartsWith("The address redirects to another one.", (await fetch.FetchAsync(site.Url, default)).Problem, StringComparison.Ordinal);
        }

        Assert.Empty(inner.Requests);
        Assert.Equal(2, site.Requests.Count);
        Assert.DoesNotContain(site.Requests, head => head.Contains("Cookie:", StringComparison.OrdinalIgnoreCase) || head.Contains("Authorization:", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task A_document_is_at_most_a_megabyte(int more, bool isFine)
    {
        await using var site = new LoopbackSite(new string('x', MetadataFetch.MostBytes + more));
        using var fetch = Fetch("Development", out _, IPAddress.Loopback);
        Assert.Equal(isFine, (await fetch.FetchAsync(site.Url, default)).Problem is null);
    }

    [Fact]
    public async Task Who_sends_without_an_end_is_cut_off()
    {
        await using var site = new LoopbackSite(async (_, stream, end) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), end);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), end);
                await Task.Yield();
                // A byte now and then: each is a sign of life, and none is the last.
                using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
                await pause.WaitForNextTickAsync(end);
            }
        });
        using var fetch = new MetadataFetch(new Names(IPAddress.Loopback), new Environment("Development")) { Limit = TimeSpan.FromSeconds(1) };
        Assert.StartsWith("The address did not answer in full", (await fetch.FetchAsync(site.Url, default)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_200_is_no_metadata()
    {
        await using var site = new LoopbackSite((_, stream, end) => stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"u8.ToArray(), end).AsTask());
        using var fetch = Fetch("Development", out _, IPAddress.Loopback);
        Assert.Equal("The address answered 404, not with metadata.", (await fetch.FetchAsync(site.Url, default)).Problem);
    }

    private static MetadataFetch Fetch(string environment, out Names names, params IPAddress[] addresses) => new(names = new Names(addresses), new Environment(environment));

    private static string Text(FetchedMetadata fetched) => Encoding.UTF8.GetString(fetched.Xml ?? throw new InvalidOperationException(fetched.Problem));

    private sealed class Names(params IPAddress[] addresses) : NameResolver
    {
        public IPAddress[] Addresses { get; set; } = addresses;

        public int Asked { get; private set; }

        public override Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Addresses);
        }
    }

    private sealed class Environment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "AccountPortal";

        public string ContentRootPath { get; set; } = "/";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
