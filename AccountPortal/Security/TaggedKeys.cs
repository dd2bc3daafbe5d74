using System.Buffers.Text;
using System.Security.Cryptography;
using AccountPortal.Data.Keys;

namespace AccountPortal.Security;

/// <summary>How keys stand in cookies: the key and a short keyed tag, so that garbage is refused without a database read. There is nothing to decrypt.</summary>
public sealed class TaggedKeys(PortalSecrets secrets, string secretName)
{
    private const int TagLength = 8;

    public string Format(CookieKey key) => $"{key.Text}.{Base64Url.EncodeToString(Tag(key, stackalloc byte[HMACSHA256.HashSizeInBytes]))}";

    /// <summary>The key of a cookie's value; <c>null</c> without one, or where the tag does not fit.</summary>
    public CookieKey? Parse(ReadOnlySpan<char> text)
    {
        Span<byte> tag = stackalloc byte[TagLength];
        return text.IndexOf('.') is > 0 and var dot
            && Base64Url.IsValid(text[(dot + 1)..], out var length) && length == TagLength
            && Base64Url.TryDecodeFromChars(text[(dot + 1)..], tag, out _)
            && CookieKey.Parse(text[..dot]) is { } key
            && CryptographicOperations.FixedTimeEquals(tag, Tag(key, stackalloc byte[HMACSHA256.HashSizeInBytes]))
                ? key
                : null;
    }

    // Into the caller's own memory: this is computed for every request.
    private ReadOnlySpan<byte> Tag(CookieKey key, Span<byte> mac)
    {
        HMACSHA256.HashData(secrets.Get(secretName), key.Bytes, mac);
        return mac[..TagLength];
    }
}
