using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Setup;

/// <summary>How a provider stands, in words; each with the badge's kind.</summary>
public static class ProviderWords
{
    public static string State(SamlProvider provider) => provider switch
    {
        { IsDisabled: true } => "Disabled",
        { IsEnabled: true } => "Enabled",
        _ => "Draft",
    };

    public static string Kind(SamlProvider provider) => provider switch
    {
        { IsDisabled: true } => "bad",
        { IsEnabled: true } => "good",
        _ => "plain",
    };
}
