using System.Buffers.Text;
using System.Security.Cryptography;

namespace AccountPortal.Security;

/// <summary>
/// A secret that a browser alone holds, in a cookie: the session key, or what a device is known by. 256 random bits; the database holds
/// <see cref="Hash"/>, which needs no salt: nobody guesses 256 bits.
/// </summary>
public sealed class CookieKey
{
    public const int Length = 32;

    /// <summary>In base64url.</summary>
    public const int TextLength = 43;

    private readonly byte[] bytes;

    private CookieKey(byte[] bytes) => (this.bytes, Hash) = (bytes, SHA256.HashData(bytes));

    /// <summary>SHA-256 of the key.</summary>
    public byte[] Hash { get; }

    /// <summary>The key in base64url (43 characters). Only a cookie may hold it.</summary>
    public string Text => Base64Url.EncodeToString(bytes);

    public ReadOnlySpan<byte> Bytes => bytes;

    public static CookieKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads <see cref="Text"/>; <c>null</c> for anything else.</summary>
    public static CookieKey? Parse(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Length];
        return Base64Url.IsValid(text, out var length) && length == Length && Base64Url.TryDecodeFromChars(text, bytes, out _) ? new CookieKey(bytes) : null;
    }

    /// <summary>Never the key: what ends up in a log opens nothing.</summary>
    public override string ToString() => "(cookie key)";
}
