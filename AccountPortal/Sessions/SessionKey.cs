using System.Buffers.Text;
using System.Security.Cryptography;

namespace AccountPortal.Sessions;

/// <summary>
/// The secret that makes a browser signed in: 256 random bits, in the cookie alone. The database holds <see cref="Hash"/>,
/// which needs no salt: nobody guesses 256 bits.
/// </summary>
public sealed class SessionKey
{
    public const int Length = 32;
    private readonly byte[] bytes;

    private SessionKey(byte[] bytes) => (this.bytes, Hash, Text) = (bytes, SHA256.HashData(bytes), Base64Url.EncodeToString(bytes));

    /// <summary>SHA-256 of the key.</summary>
    public byte[] Hash { get; }

    /// <summary>The key in base64url (43 characters). Only a cookie may hold it.</summary>
    public string Text { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    public static SessionKey Create() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads <see cref="Text"/>; <c>null</c> for anything else.</summary>
    public static SessionKey? Parse(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Length];
        return Base64Url.IsValid(text, out var length) && length == Length && Base64Url.TryDecodeFromChars(text, bytes, out _) ? new SessionKey(bytes) : null;
    }

    /// <summary>Never the key: what ends up in a log opens nothing.</summary>
    public override string ToString() => "(session key)";
}
