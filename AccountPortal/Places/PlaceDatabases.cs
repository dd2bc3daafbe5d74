using Microsoft.Extensions.Options;

namespace AccountPortal.Places;

/// <summary>The databases that the settings name, in their order, kept as fresh as their files.</summary>
internal sealed class PlaceDatabases
{
    public PlaceDatabases(IOptions<GeolocationSettings> settings, IHostEnvironment environment, ILogger<PlaceDatabases> logger)
    {
        Files = [.. settings.Value.FullPaths(environment).Select(path => new DatabaseFile(path, logger))];
        foreach (var file in Files)
        {
            file.Open();
        }
    }

    public IReadOnlyList<DatabaseFile> Files { get; }

    /// <summary>Looks at the files once. Look-ups go on meanwhile, in what was read before.</summary>
    public void Refresh()
    {
        foreach (var file in Files)
        {
            file.Refresh();
        }
    }
}
