using System.Net;
using AccountPortal.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Security;

/// <summary>A bug of ours is said plainly, tells nobody its inside, and stands in the log.</summary>
public class FailureTests
{
    private const string Bug = "a bug that nobody foresaw";

    [Fact]
    public async Task ASVS_16_5_1_A_bug_is_500_with_a_reference_and_its_trace_is_in_the_log_alone()
    {
        var isBroken = false;
        await using var app = await PortalApp.StartAsync(services: services => services.AddScoped(provider =>
            isBroken ? throw new InvalidOperationException(Bug) : ActivatorUtilities.CreateInstance<SessionList>(provider)));
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        isBroken = true;
        browser.ToleratesFailure = true;
        await browser.GoAsync("/account/sessions");
        Assert.Equal(HttpStatusCode.InternalServerError, browser.Status);
        Assert.DoesNotContain(Bug, browser.Text, StringComparison.Ordinal);
        Assert.Empty(browser.SetCookies);
        var line = Assert.Single(app.Logs.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains(Bug, line.Text, StringComparison.Ordinal);
        Assert.Contains(nameof(FailureTests), line.Text, StringComparison.Ordinal);
        // What the person reads out to us leads to the line.
        var reference = line.Text.Split(' ')[1];
        Assert.Contains(reference, browser.Page.Body!.TextContent, StringComparison.Ordinal);

        var json = await browser.GetJsonAsync("/me/sessions");
        Assert.Equal((HttpStatusCode.InternalServerError, "application/problem+json"), (json.Status, json.ContentType));
        Assert.DoesNotContain(Bug, json.Text, StringComparison.Ordinal);
    }
}
