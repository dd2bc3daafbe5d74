namespace AccountPortal.Saml.Providers;

/// <summary>A provider's part of our addresses: 1 to 40 letters a to z, digits, and hyphens between them.</summary>
public static class SamlSlug
{
    public const int Longest = 40;

    public static bool IsOne(string? text) =>
        text is { Length: > 0 and <= Longest } && text[0] != '-' && text[^1] != '-' && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
