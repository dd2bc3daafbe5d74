namespace AccountPortal.Saml;

/// <summary>An address of an identity provider that people are sent to, or metadata is read from: https alone. In development http will do on this very machine.</summary>
public static class ProviderLocation
{
    public const int Longest = 2000;

    /// <summary>What to write beside the field of one that is not.</summary>
    public static string Words(bool isDevelopment) =>
        $"Enter an https address{(isDevelopment ? " (http only on this machine)" : "")} without a user name or a fragment, of at most {Longest} characters.";

    public static bool IsFine(string? location, bool isDevelopment) =>
        location is { Length: > 0 and <= Longest } && Uri.TryCreate(location, UriKind.Absolute, out var uri) && uri is { UserInfo: "", Fragment: "", HostNameType: not UriHostNameType.Unknown }
        && (uri.Scheme == Uri.UriSchemeHttps || (isDevelopment && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
