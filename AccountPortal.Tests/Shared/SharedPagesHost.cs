using System.Net;
using System.Security.Claims;
using AccountPortal.Security;
using AccountPortal.Shared;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AccountPortal.Tests.Shared;

/// <summary>The layouts and shared views over real HTTP, without accounts and without a database: they must not need either.</summary>
public sealed class SharedPagesHost : IAsyncLifetime
{
    public const string UserHeader = "X-Signed-In-As";
    private readonly WebApplication app;

    public SharedPagesHost()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { WebRootPath = Path.Combine(SourceTree.Portal, "wwwroot") });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Branding:AccentColor"] = "#ffff00";
        builder.Services.AddSingleton(services => new PublicUrl(null, services.GetRequiredService<IServer>()));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddShared();
        builder.Services.AddControllersWithViews(options => options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()))
            .AddApplicationPart(typeof(ErrorPage).Assembly).AddApplicationPart(typeof(SharedPagesController).Assembly);
        app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers[UserHeader].ToString() is { Length: > 0 } email)
                context.User = new(new ClaimsIdentity([new(ClaimTypes.Email, email)], "test"));
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
            return next(context);
        });
        app.UseStaticFiles();
        app.UseRouting();
        app.MapControllers();
        app.MapBranding();
    }

    public string Address => app.Urls.First();

    public HttpClient Visitor(string? signedInAs = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new(Address) };
        if (signedInAs is not null) client.DefaultRequestHeaders.Add(UserHeader, signedInAs);
        return client;
    }

    public static async Task<IHtmlDocument> PageAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

    public Task InitializeAsync() => app.StartAsync();

    public async Task DisposeAsync() => await app.DisposeAsync();
}
