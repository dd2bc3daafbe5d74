using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;

namespace AccountPortal.Settings;

/// <summary>Where a value comes from: of several that name the setting, the last one counts.</summary>
internal static class SettingSource
{
    public static string Of(IConfiguration configuration, string key) => Find(configuration, key) ?? SettingRow.ByDefault;

    private static string? Find(IConfiguration configuration, string key) =>
        (configuration as IConfigurationRoot)?.Providers.Reverse().Select(provider => Find(provider, key)).FirstOrDefault(name => name is not null);

    private static string? Find(IConfigurationProvider provider, string key) => provider is ChainedConfigurationProvider chained
        ? Find(chained.Configuration, key)
        : Has(provider, key) ? Name(provider) : null;

    // A list or a group has no value of its own.
    private static bool Has(IConfigurationProvider provider, string key) => provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any();

    // What the program itself put in is a default.
    private static string? Name(IConfigurationProvider provider) => provider switch
    {
        JsonConfigurationProvider { Source.Path: { } path } => Path.GetFileName(path),
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        KeyPerFileConfigurationProvider => "credentials",
        _ => null,
    };
}
