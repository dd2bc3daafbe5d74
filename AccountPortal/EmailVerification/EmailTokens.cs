using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.EmailVerification;

/// <summary>Makes and takes emailed tokens: 256 random bits, stored as SHA-256, good once until they expire (P1, P8).</summary>
public sealed class EmailTokens(PortalDbContext db, TimeProvider clock)
{
    private const int Length = 32;

    /// <summary>
    /// Ends the account's earlier tokens of these purposes and adds a new one (of the first purpose), which the caller saves. Returns the token
    /// itself, for the link alone.
    /// </summary>
    public async Task<string> IssueAsync(Guid userId, string email, TimeSpan lifetime, CancellationToken cancellationToken, params string[] purposes)
    {
        await EndAsync(userId, cancellationToken, purposes);
        return Add(userId, email, lifetime, purposes[0]);
    }

    /// <summary>Adds a token without touching earlier ones; the caller saves.</summary>
    public string Add(Guid userId, string email, TimeSpan lifetime, string purpose, Guid? sessionId = null)
    {
        var (token, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length)), clock.GetUtcNow());
        db.EmailTokens.Add(new EmailToken
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Email = email,
            TokenHash = Hash(token),
            Purpose = purpose,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
            SessionId = sessionId,
        });
        return token;
    }

    /// <summary>Ends the account's unused tokens of these purposes: a newer link replaces them.</summary>
    public Task<int> EndAsync(Guid userId, CancellationToken cancellationToken, params string[] purposes) =>
        db.EmailTokens.Where(token => token.UserId == userId && purposes.Contains(token.Purpose) && token.UsedAt == null).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Looks at a token without using it; <c>null</c> for one that is unknown, used, expired or for something else.</summary>
    public Task<EmailToken?> FindAsync(string? token, CancellationToken cancellationToken, params string[] purposes)
    {
        var (hash, now) = (Hash(token ?? ""), clock.GetUtcNow());
        return db.EmailTokens.AsNoTracking().SingleOrDefaultAsync(
            row => row.TokenHash == hash && purposes.Contains(row.Purpose) && row.UsedAt == null && row.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Whether this token did its work: a double click or the back button brought it again.</summary>
    public Task<bool> WasUsedAsync(string? token, CancellationToken cancellationToken, params string[] purposes)
    {
        var hash = Hash(token ?? "");
        return db.EmailTokens.AnyAsync(row => row.TokenHash == hash && purposes.Contains(row.Purpose) && row.UsedAt != null, cancellationToken);
    }

    /// <summary>Uses a token up, in the caller's transaction. Of a hundred that come together with the same one, a single one gets <c>true</c>.</summary>
    public async Task<bool> UseAsync(EmailToken token, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.EmailTokens
            .Where(row => row.Id == token.Id && row.UsedAt == null && row.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken) == 1;
    }

    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
