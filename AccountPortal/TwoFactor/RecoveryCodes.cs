using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Data.Keys;
using AccountPortal.Mail;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.TwoFactor;

/// <summary>Makes, counts and takes recovery codes. Only a keyed hash of each is kept (P1).</summary>
public sealed class RecoveryCodes(PortalDbContext db, SecondFactors factors, PortalSecrets secrets, Outbox outbox, TwoFactorLetters letters, TimeProvider clock)
{
    public const int Count = 10;

    /// <summary>So few are left that the owner is told.</summary>
    public const int Few = 2;

    // Without 0, 1, i, l and o, which look like one another. Twelve of these 31 signs are 59 bits.
    private const string Alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
    private const int Length = 12;
    private const int GroupLength = 4;

    /// <summary>Puts ten new ones in the place of all before, in the caller's transaction; the caller saves. Returns them, to be shown once.</summary>
    public async Task<string[]> ReplaceAsync(Guid userId, CancellationToken cancellationToken)
    {
        await RemoveAsync(userId, cancellationToken);
        var now = clock.GetUtcNow();
        string[] codes = [.. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Alphabet, Length))];
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode { Id = Guid.CreateVersion7(now), UserId = userId, CodeHash = Hash(userId, code), CreatedAt = now }));
        return [.. codes.Select(Grouped)];
    }

    public Task<int> RemoveAsync(Guid userId, CancellationToken cancellationToken) =>
        db.RecoveryCodes.Where(code => code.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    /// <summary>
    /// After a factor was taken off, in the transaction of the caller, who holds the account's lock: saves, and removes the codes if it was the last one.
    /// They stand in for a factor and are none themselves. <c>true</c> where there were codes to remove.
    /// </summary>
    public async Task<bool> EndWithLastFactorAsync(Account account, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        return !await factors.HasAsync(account, cancellationToken) && await RemoveAsync(account.Id, cancellationToken) > 0;
    }

    public Task<int> LeftAsync(Guid userId, CancellationToken cancellationToken) =>
        db.RecoveryCodes.CountAsync(code => code.UserId == userId && code.UsedAt == null, cancellationToken);

    /// <summary>
    /// Whether it is a code of the account that was not used yet; then it is used up, and the owner is told where few are left. Of many that bring the
    /// same one together a single one gets <c>true</c>.
    /// </summary>
    public async Task<bool> UseAsync(Account account, string? typed, CancellationToken cancellationToken)
    {
        if (Parse(typed) is not { } code)
        {
            return false;
        }

        var (hash, now) = (Hash(account.Id, code), clock.GetUtcNow());
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        if (await db.RecoveryCodes
            .Where(row => row.UserId == account.Id && row.CodeHash == hash && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken) == 0)
        {
            return false;
        }

        if (await LeftAsync(account.Id, cancellationToken) is <= Few and var left)
        {
            outbox.Add(db, letters.FewCodesLeft(account, left));
            await db.SaveChangesAsync(cancellationToken);
        }

        await (transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
        return true;
    }

    /// <summary>The code in what somebody typed, in capitals, with or without its dashes; <c>null</c> where it cannot be one.</summary>
    public static string? Parse(string? typed)
    {
        var code = string.Concat((typed ?? "").Where(sign => !char.IsWhiteSpace(sign) && sign != '-')).ToLower(CultureInfo.InvariantCulture);
        return code.Length == Length && code.All(Alphabet.Contains) ? code : null;
    }

    // Bound to the account, too: equal codes of two people have nothing in common.
    private byte[] Hash(Guid userId, string code) => HMACSHA256.HashData(secrets.Get(PortalSecrets.RecoveryCodes), Encoding.UTF8.GetBytes($"{userId}\n{code}"));

    private static string Grouped(string code) => string.Join('-', code.Chunk(GroupLength).Select(group => new string(group)));
}
