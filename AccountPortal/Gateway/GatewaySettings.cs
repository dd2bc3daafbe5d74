using AccountPortal.Security;
using AccountPortal.Sessions;
using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Gateway;

/// <summary>The apps that a gateway lets people into by <c>GET /session/verify</c>.</summary>
public sealed class GatewaySettings : ISettings
{
    public static string Section => "Gateway";

    /// <summary>
    /// The hosts whose pages people may be sent back to after signing in or confirming that it's them: "app.example.com", "app.example.com:8443",
    /// "*.apps.example.com". The portal's own address needs no entry. Nobody is ever sent anywhere else.
    /// </summary>
    [Setting("The hosts of apps that people may be sent back to after signing in or confirming that it's them: app.example.com, app.example.com:8443, *.apps.example.com. Nobody is sent anywhere else.")]
    public TextList Hosts { get; init; } = [];

    public void Validate(SettingsCheck check)
    {
        foreach (var entry in Hosts)
        {
            check.That(AppHost.Parse(entry) is not null, nameof(Hosts), entry, "hosts such as app.example.com, app.example.com:8443 or *.apps.example.com, separated by commas");
        }
    }

    internal IEnumerable<AppHost> Parsed() => Hosts.Select(AppHost.Parse).OfType<AppHost>();
}

/// <summary>
/// Stops a portal whose apps would never see the session cookie: people would go round in circles between the two. Not checked in development, where settings
/// are tried out singly.
/// </summary>
internal sealed class GatewayReachCheck(HostSettings host, IHostEnvironment environment, IOptions<SessionSettings> sessions) : IValidateOptions<GatewaySettings>
{
    public ValidateOptionsResult Validate(string? name, GatewaySettings options)
    {
        var check = new SettingsCheck(GatewaySettings.Section, environment.IsDevelopment());
        foreach (var entry in options.Hosts.Where(_ => !check.IsDevelopment && host.PublicUrl is not null))
        {
            check.That(AppHost.Parse(entry) is not { } app || IsReached(app, host.PublicUrl!.IdnHost, sessions.Value.CookieDomain), nameof(options.Hosts), entry,
                $"a host that the session cookie is sent to: the one of {PublicUrl.Setting}, or those below Sessions:{nameof(SessionSettings.CookieDomain)}");
        }

        return check.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(check.Errors);
    }

    private static bool IsReached(AppHost app, string own, string? domain) =>
        (!app.IsBelow && app.Name == own) || (domain is not null && (app.Name == domain || app.Name.EndsWith("." + domain, StringComparison.Ordinal)));
}
