using AccountPortal.Data;
using AccountPortal.PersonalData;
using AccountPortal.Retention;
using AccountPortal.Security;
using AccountPortal.Sessions.Cache;
using AccountPortal.Settings;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AccountPortal.Sessions;

internal static class SessionsSetup
{
    public static IServiceCollection AddSessions(this IServiceCollection services, string connectionString, HostSettings host)
    {
        services.AddSettings<SessionSettings>();
        services.AddSingleton<IValidateOptions<SessionSettings>>(new CookieDomainCheck(host));
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<TicketSeal>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton<SessionReader>();
        services.AddSingleton<UncertainRotation>();
        services.AddSingleton<SessionTicketStore>();
        services.AddSessionCache(host.FeedConnectionString ?? connectionString);
        var isPooled = FeedConnection.GoesAnotherWay(connectionString, host.FeedConnectionString);
        services.AddSingleton(provider => new SessionRows(provider.GetRequiredService<NpgsqlDataSource>(), isPooled));
        if (!isPooled)
        {
            services.ConfigureDbContext<PortalDbContext>(options => options.AddInterceptors(new PreparedReads()), ServiceLifetime.Singleton);
        }

        services.AddScoped<SessionMoves>();
        services.AddScoped<SessionLimit>();
        services.AddScoped<SessionOpening>();
        services.AddScoped<SessionEnding>();
        services.AddScoped<SessionRotation>();
        services.AddScoped<SessionList>();
        services.AddScoped<SessionRevocation>();
        services.AddScoped<EndedSessions>();
        services.AddAuthentication(options => (options.DefaultScheme, options.DefaultSignInScheme) = (SessionCookie.Scheme, SessionCookie.NewScheme))
            .AddCookie(SessionCookie.Scheme)
            .AddCookie(SessionCookie.NewScheme);
        services.ConfigureOptions<ConfigureCookies>();
        services.AddPersonalData<SessionData>();
        services.AddRetentionRules<SessionRetention>();
        return services;
    }

    private sealed class ConfigureCookies(SessionTicketStore store, SessionCookie cookie, PublicUrl publicUrl) : IConfigureNamedOptions<CookieAuthenticationOptions>
    {
        public void Configure(string? name, CookieAuthenticationOptions options)
        {
            options.Cookie.Name = cookie.Name.Value;
            options.Cookie.Domain = cookie.Name.Domain;
            options.Cookie.Path = "/";
            options.Cookie.HttpOnly = true;
            options.Cookie.IsEssential = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = publicUrl.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            options.SessionStore = store;
            options.TicketDataFormat = cookie;
            // The row decides how long a session lasts; the handler neither slides nor expires anything by itself.
            options.SlidingExpiration = false;
            if (name == SessionCookie.NewScheme)
            {
                options.CookieManager = new IssuingCookieManager(cookie);
            }
        }

        public void Configure(CookieAuthenticationOptions options) => Configure(null, options);
    }

    /// <summary>Never reads: a handler that saw the live session's cookie would go on under its key (see <see cref="SessionCookie.NewScheme"/>).</summary>
    private sealed class IssuingCookieManager(SessionCookie cookie) : ICookieManager
    {
        private readonly ChunkingCookieManager inner = new();

        public string? GetRequestCookie(HttpContext context, string key) => null;

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
        {
            inner.AppendResponseCookie(context, key, value, options);
            cookie.ForgetFormer(context);
        }

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) => inner.DeleteCookie(context, key, options);
    }
}
