using AccountPortal.Places;
using AccountPortal.Security;

namespace AccountPortal.Devices;

/// <summary>Which browser a request comes from, and roughly where it is.</summary>
public sealed class SignInScene(DeviceParser parser, PlaceFinder places)
{
    private const int LanguageLength = 16;

    public (Device Browser, Place Place) Of(HttpContext context) => (parser.Parse(context.Request), places.Find(context.ClientAddress()));

    /// <summary>The language that the browser asks for first ("de"); <c>null</c> where it asks for none.</summary>
    public static string? Language(HttpContext context)
    {
        var header = context.Request.Headers.AcceptLanguage.ToString();
        var first = header.AsSpan(0, header.AsSpan().IndexOfAny(",;- ") is >= 0 and var end ? end : header.Length);
        return first.Length is > 0 and <= LanguageLength && !first.ContainsAnyExcept(System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            ? first.ToString().ToLowerInvariant()
            : null;
    }
}
