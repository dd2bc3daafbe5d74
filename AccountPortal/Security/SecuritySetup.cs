using AccountPortal.Data.Keys;
using AccountPortal.Health;
using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Sessions.Cache;
using AccountPortal.Settings;
using AccountPortal.StepUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccountPortal.Security;

internal static class SecuritySetup
{
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddSettings<RateLimitSettings>();
        services.AddSettings<ProxySettings>();
        services.AddRequestLimits();
        services.AddScoped<Throttles>();
        services.AddSingleton<JsonRoutes>();
        services.AddExceptionHandler<FailureHandling>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalHandling>();
        services.AddSingleton<IAuthorizationHandler, VerifiedEmailHandler>();
        services.AddSingleton<IAuthorizationHandler, SecondFactorHandler>();
        services.AddSingleton<IAuthorizationHandler, NoDeletionHandler>();
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(SignedInAndVerified())
            .SetFallbackPolicy(SignedInAndVerified());
        // Its X-Frame-Options would be the weaker SAMEORIGIN.
        services.AddAntiforgery(options => (options.FormFieldName, options.SuppressXFrameOptionsHeader) = ("csrf", true));
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<PublicUrl>((options, publicUrl) =>
        {
            options.Cookie.Name = new CookieNaming("portal-csrf", publicUrl).Value;
            options.Cookie.SecurePolicy = publicUrl.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxySettings>>((options, proxies) =>
        {
            // The framework trusts loopback by default: nobody but who is configured (P14).
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var network in proxies.Value.Networks())
            {
                options.KnownIPNetworks.Add(network);
            }

            options.ForwardedHeaders = options.KnownIPNetworks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor;
            options.ForwardLimit = null;
        });
        services.Configure<ApiBehaviorOptions>(options => options.InvalidModelStateResponseFactory = context => Problems.Invalid(context.ModelState));
        services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/css", "text/javascript", "image/svg+xml"]));
        services.AddHsts(options => (options.MaxAge, options.IncludeSubDomains) = (TimeSpan.FromDays(365), true));
        services.AddPersonalData<SecurityData>();
        services.AddRetentionRules<ThrottleRetention>();
        return services;
    }

    /// <summary>What stands in front of every page: errors, headers, who asks, from where.</summary>
    public static void UseSecurity(this WebApplication app)
    {
        app.UseMiddleware<LastAnswers>();
        app.UseForwardedHeaders();
        app.UsePublicScheme();
        app.UseCookiePrefixes();
        app.UseMiddleware<SecurityHeaders>();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => FailureHandling.AnswerAsync(context.HttpContext));
        // Files alone, which are everybody's. What a page weighs compressed would tell of the secrets in it, next to what a request brought (BREACH).
        app.UseWhen(context => Path.HasExtension(context.Request.Path.Value), files => files.UseResponseCompression());
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => CacheStaticFile(file.Context) });
        app.UseMiddleware<KeptFormReplay>();
        app.UseRouting();
        app.UseMiddleware<UnknownAddresses>();
        app.UseMiddleware<CatchUp>();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<GroundworkFirst>();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    // A proxy that ends TLS speaks http to us; what people use is what PublicUrl says, whatever a header claims.
    private static void UsePublicScheme(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PublicUrl>().IsHttps)
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
        }
    }

    private static AuthorizationPolicy SignedInAndVerified() =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new NoDeletionRequirement(), new VerifiedEmailRequirement(), new SecondFactorRequirement()).Build();

    // With a version in the address (asp-append-version) the content never changes; without, the browser asks again.
    private static void CacheStaticFile(HttpContext context) =>
        context.Response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
}
