using System.Reflection;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Settings;

/// <summary>
/// No portal is open to people on an ASP.NET Core whose holes would be ours: cookies could be forged before 10.0.7 (CVE-2026-40372), signatures of XML before
/// 10.0.10 (CVE-2026-47302 and others).
/// </summary>
internal static class RuntimeCheck
{
    public static readonly Version Oldest = new(10, 0, 10);

    // The assemblies of one shared framework have one version; the runtime's own may be another.
    public static Version Installed { get; } =
        Version.Parse(typeof(IDataProtectionProvider).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('-', '+')[0]);

    /// <summary>Throws <see cref="SettingsException"/> for an older one, but not in development.</summary>
    public static void Demand(IHostEnvironment environment, Version installed)
    {
        if (installed < Oldest && !environment.IsDevelopment())
        {
            throw new SettingsException($"The ASP.NET Core runtime {installed} has known holes. Install {Oldest} or newer (https://dotnet.microsoft.com/download/dotnet/10.0).");
        }
    }
}
