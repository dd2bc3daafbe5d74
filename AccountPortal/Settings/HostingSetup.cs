using AccountPortal.Accounts;
using AccountPortal.ApiDocument;
using AccountPortal.Data;
using AccountPortal.Health;
using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Shared;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.Extensions.Options;

namespace AccountPortal.Settings;

/// <summary>The web host: MVC with views beside their controllers, the clock, the public address, and how it starts.</summary>
internal static class HostingSetup
{
    public const string DefaultAddress = "http://localhost:5080";

    /// <summary>
    /// In development, appsettings.Development.json at the top of the checkout counts too (it is where its example lies),
    /// after the project's own files and before environment variables.
    /// </summary>
    public static void AddLocalSettings(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            var file = new Microsoft.Extensions.Configuration.Json.JsonConfigurationSource
            {
                Path = Path.GetFullPath(Path.Combine(builder.Environment.ContentRootPath, "..", "appsettings.Development.json")),
                Optional = true,
            };
            file.ResolveFileProvider();
            builder.AddAfterFiles(file);
        }
    }

    // Before environment variables, which beat it.
    private static void AddAfterFiles(this WebApplicationBuilder builder, IConfigurationSource source)
    {
        var sources = builder.Configuration.Sources;
        var last = sources.LastOrDefault(file => file is Microsoft.Extensions.Configuration.Json.JsonConfigurationSource);
        sources.Insert(last is null ? 0 : sources.IndexOf(last) + 1, source);
    }

    /// <summary>
    /// Files whose names are keys (<c>ConnectionStrings__Portal</c>), from the folder in which systemd hands out credentials: a secret in the environment is read by
    /// every program that the process starts, and by whoever may look at it.
    /// </summary>
    public static void AddCredentials(this WebApplicationBuilder builder)
    {
        if (Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is { Length: > 0 } folder && Directory.Exists(folder))
        {
            builder.AddAfterFiles(new Microsoft.Extensions.Configuration.KeyPerFile.KeyPerFileConfigurationSource
            {
                FileProvider = new Microsoft.Extensions.FileProviders.PhysicalFileProvider(Path.GetFullPath(folder)), Optional = true,
            });
        }
    }

    /// <summary>
    /// The address where nobody named one. Here and not in the launch profile or appsettings.json, either of which would beat ASPNETCORE_URLS.
    /// </summary>
    public static void AddDefaultAddress(this WebApplicationBuilder builder)
    {
        string[] keys = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (keys.All(key => string.IsNullOrEmpty(builder.Configuration[key])) && !builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            builder.WebHost.UseUrls(DefaultAddress);
        }
    }

    public static IServiceCollection AddHosting(this IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(provider => new PublicUrl(settings.PublicUrl, provider.GetRequiredService<IServer>()));
        services.Configure<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>(options => options.AddServerHeader = false);
        services.AddDatabaseClock();
        services.AddControllersWithViews(options => options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()));
        services.Configure<RouteOptions>(options => (options.LowercaseUrls, options.AppendTrailingSlash) = (true, false));
        services.Configure<RazorViewEngineOptions>(options =>
        {
            options.ViewLocationFormats.Clear();
            options.ViewLocationFormats.Add("/{1}/{0}.cshtml");
            options.ViewLocationFormats.Add("/Shared/{0}.cshtml");
            options.AreaViewLocationFormats.Clear();
            options.AreaViewLocationFormats.Add("/{2}/{1}/{0}.cshtml");
            options.AreaViewLocationFormats.Add("/Shared/{0}.cshtml");
        });
        return services;
    }

    public static void MapPortal(this WebApplication app)
    {
        app.MapControllers();
        app.MapBranding();
        app.MapHealth();
        app.MapSessionVerification();
        app.MapApiDocument();
    }

    /// <summary>Starts, says in one line where it is, and runs until it is told to stop. Development brings the schema up to date first.</summary>
    public static async Task RunPortalAsync(this WebApplication app, Database database, CancellationToken stop)
    {
        // Here, not in the host's own start, which would print a stack trace beside the line that says what is wrong.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (app.Environment.IsDevelopment())
        {
            await Database.MigrateAsync(app.Services, stop);
        }

        await app.StartAsync(stop);
        var url = app.Services.GetRequiredService<PublicUrl>();
        app.Logger.LogInformation("The portal runs at {Address}{Mailbox}", url.Origin, app.Environment.IsDevelopment() ? $" (mails it sends: {url.To("/dev/mail")})" : "");
        TimeZones.WarnIfMissing(app.Logger);
        if (database.PsqlCommand is { } psql)
        {
            app.Logger.LogInformation("Its database: {Command}", psql);
        }

        await app.Services.GetRequiredService<Draining>().RunAsync(app, stop);
    }
}
