using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using SampleApp;

var builder = WebApplication.CreateBuilder(args);
// Behind a proxy that ends TLS: the way back has to begin with https, and the portal has to hear the visitor's address, not the proxy's.
builder.Services.Configure<ForwardedHeadersOptions>(options =>
{
    string[] proxies = builder.Configuration["ForwardedHeaders:KnownProxies"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    // This machine is believed by default, and with no proxy at all everybody would be: here it is who is named, or nobody.
    options.KnownIPNetworks.Clear();
    options.KnownProxies.Clear();
    Array.ForEach(proxies, proxy => options.KnownProxies.Add(IPAddress.Parse(proxy)));
    options.ForwardedHeaders = proxies.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
});
builder.Services.AddHttpClient(PortalSessionHandler.Name).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
builder.Services.AddAuthentication(PortalSessionHandler.Name)
    .AddScheme<PortalSessionOptions, PortalSessionHandler>(PortalSessionHandler.Name, options => builder.Configuration.GetSection("Portal").Bind(options));
builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

var app = builder.Build();
app.UseForwardedHeaders();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (ClaimsPrincipal user) => $"Hello {user.FindFirstValue(ClaimTypes.Email) ?? user.FindFirstValue(ClaimTypes.NameIdentifier)}");
app.MapGet("/keys", () => "The keys").WithMetadata(new FreshSession(300));
app.MapGet("/staff", () => "For editors").RequireAuthorization(policy => policy.RequireRole("editor"));
app.Run();
