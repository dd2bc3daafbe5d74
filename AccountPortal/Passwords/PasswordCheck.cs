using System.Buffers.Binary;
using System.Security.Cryptography;
using AccountPortal.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AccountPortal.Passwords;

public enum PasswordOutcome
{
    Wrong,
    Right,

    /// <summary>Right, but hashed with fewer rounds than are set now: hash it anew while it is at hand.</summary>
    RightButOutdated,
}

/// <summary>
/// Hashes and checks passwords. A check takes the same time whether the password is wrong, the account has none, or there is no account (P9).
/// </summary>
public sealed class PasswordCheck(IPasswordHasher<Account> hasher, IOptions<PasswordSettings> settings)
{
    private const int SaltLength = 16;
    private const int RoundsOffset = 5;
    private static readonly Account Nobody = new() { CreatedAt = default };
    private readonly string nobodys = hasher.HashPassword(Nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(SaltLength)));

    public string Hash(Account account, string password) => hasher.HashPassword(account, password);

    /// <summary>Checks a password against an account that may not exist.</summary>
    public PasswordOutcome Verify(Account? account, string password)
    {
        if (account?.PasswordHash is not { } hash)
        {
            _ = hasher.VerifyHashedPassword(Nobody, nobodys, password);
            return PasswordOutcome.Wrong;
        }

        switch (hasher.VerifyHashedPassword(account, hash, password))
        {
            case PasswordVerificationResult.Success:
                return PasswordOutcome.Right;
            case PasswordVerificationResult.SuccessRehashNeeded:
                return PasswordOutcome.RightButOutdated;
            default:
                SpendMissingRounds(hash, password);
                return PasswordOutcome.Wrong;
        }
    }

    // A hash from the time of a smaller setting is refused sooner than nobody's: what is missing is made up for.
    // Identity's format 3: marker, function (4 bytes), rounds (4 bytes, big endian), salt and key.
    private void SpendMissingRounds(string hash, string password)
    {
        var rounds = BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(RoundsOffset));
        if (settings.Value.Iterations - rounds is > 0 and var missing)
        {
            Rfc2898DeriveBytes.Pbkdf2(password, new byte[SaltLength], missing, HashAlgorithmName.SHA512, SaltLength);
        }
    }
}
