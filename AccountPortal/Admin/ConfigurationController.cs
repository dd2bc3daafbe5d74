using AccountPortal.Settings;
using Microsoft.AspNetCore.Mvc;

namespace AccountPortal.Admin;

/// <summary>Shows administrators what the portal runs with. There is nothing to change: the settings are the operator's.</summary>
[AdminArea, Route("/admin/configuration")]
public sealed class ConfigurationController(SettingsCatalogue settings) : Controller
{
    [HttpGet]
    public IActionResult Index(bool changed) => View(new ConfigurationPage(settings.All(), changed));
}

/// <summary>All settings, or those that somebody set.</summary>
public sealed record ConfigurationPage(IReadOnlyList<SettingRows> All, bool ChangedOnly)
{
    public int Count => All.Sum(group => group.Rows.Count);

    public int Changed => All.Sum(group => group.Rows.Count(row => row.IsSet));

    public IEnumerable<SettingRows> Shown => All.Select(group => ChangedOnly ? group with { Rows = [.. group.Rows.Where(row => row.IsSet)] } : group).Where(group => group.Rows.Count > 0);
}
