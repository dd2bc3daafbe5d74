using System.Net;
using AccountPortal.Tests.Chaos;

namespace AccountPortal.Tests.Health;

/// <summary>A node that is told to stop says so before it goes.</summary>
public class DrainingTests
{
    [Fact]
    public async Task A_node_that_is_told_to_stop_serves_on_says_that_it_leaves_and_keeps_no_connection()
    {
        await using var database = await (await TestCluster.Shared).CreateDatabaseAsync();
        await using var node = new ChaosNode(1, PostgresServer.FreePort(), new() { ["ConnectionStrings:Portal"] = database.ConnectionString, ["Shutdown:Drain"] = "00:05:00" });
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = node.Address };
        using (var before = await http.GetAsync(new Uri("/health/live", UriKind.Relative)))
        {
            Assert.NotEqual(true, before.Headers.ConnectionClose);
        }

        await node.TellToStopAsync();
        await Eventually.IsTrueAsync("the node says that it leaves", async () => await StatusAsync("/health/serving") == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync("/health/ready"));
        using var page = await http.GetAsync(new Uri("/sign-in", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.ConnectionClose);

        async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.StatusCode;
        }
    }
}
