using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace AccountPortal.Deletion;

/// <summary>A tombstone as a line of text, to be kept beside backups: when, the account's hash, the address's hash, and the cause.</summary>
internal static class TombstoneLine
{
    private static readonly string[] Causes =
        [DeletionCause.Owner, DeletionCause.Administrators, DeletionCause.Unverified, DeletionCause.Inactive, DeletionCause.Restored];

    public static string Of(Tombstone stone) =>
        $"{stone.ErasedAt.UtcDateTime:O} {Base64Url.EncodeToString(stone.AccountHash)} {Base64Url.EncodeToString(stone.AddressHash)} {stone.Cause}";

    /// <summary>Reads a line; <c>false</c> for what is none.</summary>
    public static bool TryRead(string line, out Tombstone stone)
    {
        stone = null!;
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [var at, var account, var address, var cause]
            || !DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var erasedAt)
            || Hash(account) is not { } accountHash || Hash(address) is not { } addressHash || !Causes.Contains(cause))
        {
            return false;
        }

        stone = new Tombstone { Id = Guid.CreateVersion7(erasedAt), ErasedAt = erasedAt, AccountHash = accountHash, AddressHash = addressHash, Cause = cause };
        return true;
    }

    private static byte[]? Hash(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, hash, out var length) && length == hash.Length ? hash.ToArray() : null;
    }
}
