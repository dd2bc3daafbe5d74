using AccountPortal.Places;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Places;

/// <summary>A folder with databases that a test writes, and the finder that reads them, without a portal around it.</summary>
internal sealed class DatabaseFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portal-places-");

    public LogRecorder Logs { get; } = new();

    public string this[string name] => Path.Combine(folder.FullName, name);

    /// <summary>Writes a database and returns its path. The time is one of its own, as in an archive that gives every file the same.</summary>
    public string Write(string name, DatabaseWriter database, DateTime? changedAt = null) => Write(name, database.ToArray(), changedAt);

    public string Write(string name, byte[] content, DateTime? changedAt = null)
    {
        File.WriteAllBytes(this[name], content);
        File.SetLastWriteTimeUtc(this[name], changedAt ?? new DateTime(1985, 10, 26, 8, 15, 0, DateTimeKind.Utc));
        return this[name];
    }

    /// <summary>The databases as the setting names them; relative paths start at this folder.</summary>
    public PlaceDatabases Open(string setting)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(Logs));
        return new PlaceDatabases(Options.Create(new GeolocationSettings { DatabasePath = setting }), new Root(folder.FullName), factory.CreateLogger<PlaceDatabases>());
    }

    public PlaceFinder Finder(string setting) => new(Open(setting));

    public void Dispose() => folder.Delete(recursive: true);

    internal sealed class Root(string path) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Development;

        public string ApplicationName { get; set; } = "AccountPortal";

        public string ContentRootPath { get; set; } = path;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

/// <summary>Records as real databases have them.</summary>
internal static class Records
{
    /// <summary>MaxMind's layout, with what a look-up has to pass over.</summary>
    public static Dictionary<string, object> Nested(string country, string? city = null, double? latitude = null, double? longitude = null)
    {
        var record = new Dictionary<string, object>
        {
            ["continent"] = new Dictionary<string, object> { ["code"] = "EU", ["names"] = new Dictionary<string, object> { ["de"] = "Europa", ["en"] = "Europe" } },
            ["country"] = new Dictionary<string, object>
            {
                ["geoname_id"] = 2_921_044u,
                ["is_in_european_union"] = true,
                ["iso_code"] = country,
                ["names"] = new Dictionary<string, object> { ["de"] = "…", ["en"] = "…" },
            },
        };
        if (city is not null)
        {
            record["city"] = new Dictionary<string, object> { ["geoname_id"] = 2_950_159u, ["names"] = new Dictionary<string, object> { ["de"] = $"{city} auf Deutsch", ["en"] = city } };
        }

        if (latitude is not null)
        {
            record["location"] = new Dictionary<string, object> { ["accuracy_radius"] = (ushort)200, ["latitude"] = latitude, ["longitude"] = longitude!, ["time_zone"] = "Europe/Berlin" };
        }

        record["registered_country"] = new Dictionary<string, object> { ["iso_code"] = "US" };
        record["subdivisions"] = new object[] { new Dictionary<string, object> { ["iso_code"] = "BE" } };
        return record;
    }

    /// <summary>The layout of ip-location-db, whose coordinates are floats and which says "" for what it does not know.</summary>
    public static Dictionary<string, object> Flat(string country, string city = "", float? latitude = null, float? longitude = null)
    {
        var record = new Dictionary<string, object> { ["city"] = city, ["country_code"] = country };
        if (latitude is not null)
        {
            (record["latitude"], record["longitude"]) = (latitude, longitude!);
        }

        (record["postcode"], record["state1"], record["state2"], record["timezone"]) = ("", "Hesse", "", "");
        return record;
    }

    public static Dictionary<string, object> Network(object number, string? name = null)
    {
        var record = new Dictionary<string, object> { ["autonomous_system_number"] = number };
        if (name is not null)
        {
            record["autonomous_system_organization"] = name;
        }

        return record;
    }
}
