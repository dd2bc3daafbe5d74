using System.Globalization;

namespace AccountPortal.Export;

/// <summary>Says sizes the way people do.</summary>
public static class FileSize
{
    private static readonly string[] Units = ["KB", "MB", "GB", "TB"];

    /// <summary>"812 bytes", "12 KB", "3.4 MB": thousands, as browsers count downloads.</summary>
    public static string InWords(long bytes)
    {
        if (bytes < 1000) return Shared.Duration.Count((int)bytes, "byte");
        var (size, unit) = (bytes / 1000.0, 0);
        for (; size >= 999.5 && unit < Units.Length - 1; unit++)
        {
            size /= 1000;
        }

        return size.ToString(size < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
