using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using AccountPortal.Data.Keys;

namespace AccountPortal.Security;

/// <summary>How keys stand in cookies: the key and a short keyed tag, so that garbage is refused without a database read. There is nothing to decrypt.</summary>
public sealed class TaggedKeys(PortalSecrets secrets, string secretName)
{
    private const int TagLength = 8;
    private const int TagTextLength = 11;

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

    /// <summary>The tag of a key, as a number.</summary>
    public ulong TagOf(CookieKey key) => BinaryPrimitives.ReadUInt64LittleEndian(Tag(key, stackalloc byte[HMACSHA256.HashSizeInBytes]));

    /// <summary>Takes a cookie's value apart, without a look at whether the tag fits: the SHA-256 of the key into <paramref name="hash"/>, and the tag.</summary>
    public static bool TryTakeApart(ReadOnlySpan<char> text, Span<byte> hash, out ulong tag)
    {
        Span<byte> key = stackalloc byte[CookieKey.Length], tagBytes = stackalloc byte[TagLength];
        tag = 0;
        // Strictly: it is decoded without the blanks that a decoder would pass over.
        if (text.Length != CookieKey.TextLength + 1 + TagTextLength || text[CookieKey.TextLength] != '.'
            || Base64Url.DecodeFromChars(text[..CookieKey.TextLength], key, out var keyRead, out var keyLength) != OperationStatus.Done || (keyRead, keyLength) != (CookieKey.TextLength, CookieKey.Length)
            || Base64Url.DecodeFromChars(text[(CookieKey.TextLength + 1)..], tagBytes, out var tagRead, out var tagLength) != OperationStatus.Done || (tagRead, tagLength) != (TagTextLength, TagLength))
        {
            return false;
        }

        SHA256.HashData(key, hash);
        tag = BinaryPrimitives.ReadUInt64LittleEndian(tagBytes);
        return true;
    }

    // Into the caller's own memory: this is computed for every request.
    private ReadOnlySpan<byte> Tag(CookieKey key, Span<byte> mac)
    {
        HMACSHA256.HashData(secrets.Get(secretName), key.Bytes, mac);
        return mac[..TagLength];
    }
}
