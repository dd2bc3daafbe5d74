using AccountPortal.Settings;
using Microsoft.Extensions.Hosting.Internal;

namespace AccountPortal.Tests.Settings;

public class RuntimeCheckTests
{
    [Theory]
    [InlineData("10.0.9", "Production", false)]
    [InlineData("10.0.10", "Production", true)]
    [InlineData("10.1.0", "Production", true)]
    [InlineData("10.0.9", "Staging", false)]
    [InlineData("10.0.0", "Development", true)]
    public void A_runtime_with_known_holes_is_refused_where_people_are(string installed, string environment, bool isFine)
    {
        var refusal = Record.Exception(() => RuntimeCheck.Demand(new HostingEnvironment { EnvironmentName = environment }, Version.Parse(installed)));
        Assert.Equal(isFine, refusal is null);
        Assert.Equal(isFine ? null : "The ASP.NET Core runtime 10.0.9 has known holes. Install 10.0.10 or newer (https://dotnet.microsoft.com/download/dotnet/10.0).", refusal?.Message);
    }

    [Fact]
    public void This_machines_own_is_read() => Assert.InRange(RuntimeCheck.Installed, new Version(10, 0, 0), new Version(10, 99, 99));
}
