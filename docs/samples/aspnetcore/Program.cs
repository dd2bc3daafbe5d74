using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using SampleApp;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddHttpClient(PortalSessionHandler.Name).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });
builder.Services.AddAuthentication(PortalSessionHandler.Name)
    .AddScheme<PortalSessionOptions, PortalSessionHandler>(PortalSessionHandler.Name, options => builder.Configuration.GetSection("Portal").Bind(options));
builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());

var app = builder.Build();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/", (ClaimsPrincipal user) => $"Hello {user.FindFirstValue(ClaimTypes.Email) ?? user.FindFirstValue(ClaimTypes.NameIdentifier)}");
app.MapGet("/keys", () => "The keys").WithMetadata(new FreshSession(300));
app.MapGet("/staff", () => "For editors").RequireAuthorization(policy => policy.RequireRole("editor"));
app.Run();
