using AccountPortal.Security;
using Microsoft.Extensions.Configuration;

namespace AccountPortal.Tests.Settings;

public class TextListTests
{
    [Theory]
    [InlineData("KnownProxies", "10.0.0.1, 10.0.0.2,,")]
    [InlineData("KnownProxies:0", "10.0.0.1", "KnownProxies:1", "10.0.0.2")]
    public void Several_texts_come_in_one_value_or_in_a_list(params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .Build();
        Assert.Equal(["10.0.0.1", "10.0.0.2"], configuration.Get<ProxySettings>()!.KnownProxies);
    }
}
