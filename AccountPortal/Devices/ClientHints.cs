namespace AccountPortal.Devices;

/// <summary>
/// What Chromium browsers tell beside a user agent that is frozen (Windows 10, macOS 10.15, "Android 10; K"): the brand,
/// the real system version and the phone's model. A malformed or overlong hint counts as not sent.
/// </summary>
public sealed record ClientHints(
    string? Browser, string? BrowserVersion, string? Platform, string? PlatformVersion, string? Model, bool? IsMobile)
{
    /// <summary>The value of <c>Accept-CH</c> that pages send to be told more than the brand and the platform.</summary>
    public const string AcceptHeader = "Sec-CH-UA-Platform-Version, Sec-CH-UA-Model";

    private const int LongestValue = 64;

    /// <summary>Returns null where no hint was sent.</summary>
    public static ClientHints? From(IHeaderDictionary headers)
    {
        var (browser, version) = Brand(Header(headers, "Sec-CH-UA"));
        var hints = new ClientHints(
            browser,
            version,
            Value(headers, "Sec-CH-UA-Platform"),
            Value(headers, "Sec-CH-UA-Platform-Version"),
            Value(headers, "Sec-CH-UA-Model"),
            Header(headers, "Sec-CH-UA-Mobile") switch { "?1" => true, "?0" => false, _ => null });
        return hints == new ClientHints(null, null, null, null, null, null) ? null : hints;
    }

    private static (string? Name, string? Version) Brand(string header)
    {
        // The list has made-up brands in it (GREASE), so only known ones count; Chromium is in every list.
        var brands = StructuredText.Versions(header)
            .Select(brand => (Name: BrowserNames.OfBrand(brand.Value), Version: Short(brand.Version)))
            .Where(brand => brand.Name is not null)
            .OrderBy(brand => brand.Name == BrowserNames.Chromium);
        return brands.FirstOrDefault();
    }

    private static string? Value(IHeaderDictionary headers, string name) => Short(StructuredText.String(Header(headers, name)));

    private static string? Short(string? value) => value is { Length: > 0 and <= LongestValue } ? value : null;

    private static string Header(IHeaderDictionary headers, string name)
    {
        var values = headers[name];
        return values.Count == 1 && values[0] is { Length: <= HeaderText.Longest } value ? value : "";
    }
}
