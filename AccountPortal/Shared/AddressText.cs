using Microsoft.AspNetCore.Html;

namespace AccountPortal.Shared;

/// <summary>An email address on a page.</summary>
public static class AddressText
{
    /// <summary>Where a line is too short for all of it, the next one begins with the @.</summary>
    public static IHtmlContent Breakable(string? email)
    {
        var at = email?.LastIndexOf('@') ?? -1;
        return at < 0 ? new HtmlContentBuilder().Append(email) : new HtmlContentBuilder().Append(email![..at]).AppendHtml("<wbr>").Append(email[at..]);
    }
}
