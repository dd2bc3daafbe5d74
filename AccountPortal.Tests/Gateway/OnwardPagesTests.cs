using AccountPortal.Tests.Chaos;
using AccountPortal.Tests.EndToEnd;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Gateway;

/// <summary>A real browser on its way back to an app: "form-action 'self'" would stop it where a form's answer redirected to the app.</summary>
public class OnwardPagesTests
{
    [Fact]
    public async Task A_form_of_ours_leads_to_an_app_on_another_host_and_one_that_sends_people_back_for_ever_is_noticed()
    {
        var port = PostgresServer.FreePort();
        await using var portal = await PortalApp.StartAsync(new() { ["Gateway:Hosts"] = $"127.0.0.1:{port}" });
        var target = $"http://127.0.0.1:{port}/board";
        await using var app = await StartAppAsync(port, portal);
        var person = await portal.NewPersonAsync();
        foreach (var look in Looks.All)
        {
            await Chromium.VisitAsync(
                portal,
                async tab =>
                {
                    await tab.GoAsync($"/session/onward?to={Uri.EscapeDataString(target)}");
                    await tab.TypeAsync("Email", person.Email);
                    await tab.PressAsync("Continue");
                    await tab.TypeAsync("Password", person.Password);
                    await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
                    await tab.SeesAsync("The board");
                    Assert.Equal(target, tab.Page.Url);

                    await tab.GoAsync($"http://127.0.0.1:{port}/circle");
                    await tab.SeesAsync("sent you back several times");
                    await tab.AssertAccessibleAsync();
                    await tab.ScreenshotAsync("onward-circle");
                },
                look);
        }
    }

    private static async Task<WebApplication> StartAppAsync(int port, PortalApp portal)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.Run(context =>
        {
            if (context.Request.Path == "/circle")
            {
                context.Response.Redirect($"{portal.Origin}session/onward?to={Uri.EscapeDataString($"http://127.0.0.1:{port}/circle")}");
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!DOCTYPE html><html lang=en><title>App</title><link rel=icon href='data:,'><h1>The board</h1>");
        });
        await app.StartAsync();
        return app;
    }
}
