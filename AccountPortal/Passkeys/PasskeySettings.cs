using AccountPortal.Security;
using AccountPortal.Settings;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passkeys;

/// <summary>For which domain passkeys are made.</summary>
public sealed class PasskeySettings : ISettings
{
    public static string Section => "Passkeys";

    [Setting("The domain that passkeys are made for: the host of PublicUrl, or a domain above it, so that passkeys outlive a move to another host below. Without it, that host. Passkeys made for one domain are of no use with another: it should never change.")]
    public string? ServerDomain { get; init; }

    public void Validate(SettingsCheck check) => check.That(
        ServerDomain is null || (!ServerDomain.Any(char.IsAsciiLetterUpper) && Uri.CheckHostName(ServerDomain) == UriHostNameType.Dns),
        nameof(ServerDomain), ServerDomain, "a domain in small letters, such as id.example.com");

    /// <summary>The domain for a portal at that address.</summary>
    public string DomainFor(Uri address) => ServerDomain ?? address.IdnHost;

    /// <summary>Whether browsers let a page at that address use the domain (WebAuthn, 5.1.3): the host itself, or a domain above it.</summary>
    public bool Fits(Uri address) => ServerDomain is null || ServerDomain == address.IdnHost
        || (ServerDomain.Contains('.', StringComparison.Ordinal) && address.IdnHost.EndsWith("." + ServerDomain, StringComparison.Ordinal));
}

/// <summary>Stops a portal whose passkeys no browser would make. Without <c>PublicUrl</c>, in development, the address is not known yet.</summary>
internal sealed class PasskeyDomainCheck(HostSettings host) : IValidateOptions<PasskeySettings>
{
    public ValidateOptionsResult Validate(string? name, PasskeySettings options)
    {
        if (host.PublicUrl is not { } address || options.Fits(address))
        {
            return ValidateOptionsResult.Success;
        }

        var check = new SettingsCheck(PasskeySettings.Section, isDevelopment: false);
        check.That(false, nameof(options.ServerDomain), options.ServerDomain, $"the host of {PublicUrl.Setting}, {address.IdnHost}, or a domain above it");
        return ValidateOptionsResult.Fail(check.Errors);
    }
}
