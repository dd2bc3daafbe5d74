using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccountPortal.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>One passkey as its owner sees it. <paramref name="Id"/> is the credential's id in base64url.</summary>
public sealed record PasskeyRow(string Id, string Name, bool IsSynced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>An account's passkeys, found by their owner alone.</summary>
public sealed class PasskeyList(PortalDbContext db)
{
    public async Task<IReadOnlyList<PasskeyRow>> OfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var rows = await Of(userId).AsNoTracking()
            .Select(passkey => new { passkey.CredentialId, passkey.Data, LastUsedAt = EF.Property<DateTimeOffset?>(passkey, PasskeyConfiguration.LastUsedAt) })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.OrderBy(row => row.Data.CreatedAt).Select(row =>
                new PasskeyRow(Base64Url.EncodeToString(row.CredentialId), row.Data.Name ?? PasskeyNaming.Unnamed, row.Data.IsBackedUp, row.Data.CreatedAt, row.LastUsedAt)),
        ];
    }

    public Task<int> CountAsync(Guid userId, CancellationToken cancellationToken) => Of(userId).CountAsync(cancellationToken);

    /// <summary>The account's passkey with that id in base64url, to be changed; <c>null</c> where it has none such.</summary>
    public async Task<IdentityUserPasskey<Guid>?> FindAsync(Guid userId, string id, CancellationToken cancellationToken)
    {
        var credentialId = Bytes(id);
        return await Of(userId).SingleOrDefaultAsync(passkey => passkey.CredentialId == credentialId, cancellationToken);
    }

    /// <summary>Whose passkey an answer claims to come from, right or wrong; <c>null</c> where nobody's.</summary>
    public async Task<Guid?> OwnerAsync(string? answerJson, CancellationToken cancellationToken)
    {
        var id = Bytes(ClaimedId(answerJson));
        return await db.UserPasskeys.Where(passkey => passkey.CredentialId == id).Select(passkey => (Guid?)passkey.UserId).SingleOrDefaultAsync(cancellationToken);
    }

    private IQueryable<IdentityUserPasskey<Guid>> Of(Guid userId) => db.UserPasskeys.Where(passkey => passkey.UserId == userId);

    private static byte[] Bytes(string? id) => id is not null && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : [];

    private static string? ClaimedId(string? answerJson)
    {
        try
        {
            return answerJson is null ? null : JsonSerializer.Deserialize<Answer>(answerJson)?.Id;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Answer([property: JsonPropertyName("id")] string? Id);
}
