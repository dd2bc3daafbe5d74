using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Passkeys;

/// <summary>What a passkey is asked for. An answer to one question is none to another.</summary>
public static class PasskeyPurpose
{
    public const string SignIn = "sign-in";
    public const string StepUp = "step-up";
    public const string Add = "add";
}

/// <summary>A question that waits for a passkey's answer. <paramref name="State"/> is Identity's, to check the answer against.</summary>
public sealed record PasskeyChallenge(string Challenge, string Purpose, Guid? AccountId, string State, DateTimeOffset ExpiresAt);

/// <summary>
/// Keeps the challenges of a browser in a cookie of its own, and takes each answer once. Identity keeps its one in the cookie of the pending
/// second factor, which a passkey offered there would wipe.
/// </summary>
public sealed class PasskeyChallenges(IDataProtectionProvider protection, PublicUrl publicUrl, PortalDbContext db, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    // Each tab asks for its own; of more the oldest goes.
    private const int Most = 4;

    private readonly ProtectedCookie<PasskeyChallenge[]> cookie = new(protection, publicUrl, clock, "portal-passkey", Lifetime);

    /// <summary>Keeps the challenge of these options with the browser.</summary>
    public void Keep(HttpContext context, string purpose, Guid? accountId, string optionsJson, string state)
    {
        var challenge = JsonSerializer.Deserialize<Asked>(optionsJson)!.Challenge!;
        PasskeyChallenge[] waiting = [.. Waiting(context), new(challenge, purpose, accountId, state, clock.GetUtcNow() + Lifetime)];
        cookie.Keep(context, waiting[^Math.Min(waiting.Length, Most)..]);
    }

    /// <summary>
    /// Uses up the challenge that is answered and returns Identity's state for it. <c>null</c> where this browser was not asked that, for that
    /// purpose and account, within the last five minutes, or where it was answered before.
    /// </summary>
    public async Task<string?> TakeAsync(HttpContext context, string purpose, Guid? accountId, string answerJson, CancellationToken cancellationToken)
    {
        var answered = AnsweredChallenge(answerJson);
        var waiting = Waiting(context);
        if (Array.Find(waiting, each => each.Challenge == answered && each.Purpose == purpose && each.AccountId == accountId) is not { } challenge)
        {
            return null;
        }

        cookie.Keep(context, [.. waiting.Where(each => each != challenge)]);
        return await SpendAsync(challenge, cancellationToken) ? challenge.State : null;
    }

    private PasskeyChallenge[] Waiting(HttpContext context)
    {
        var now = clock.GetUtcNow();
        return [.. (cookie.Read(context) ?? []).Where(each => each.ExpiresAt > now)];
    }

    // The row is what makes it single use: of a hundred requests with the same cookie and answer one inserts it (P8).
    private async Task<bool> SpendAsync(PasskeyChallenge challenge, CancellationToken cancellationToken)
    {
        var hash = SHA256.HashData(Base64Url.DecodeFromChars(challenge.Challenge));
        await db.Database.ExecuteSqlAsync(
            $"delete from spent_challenges where hash in (select hash from spent_challenges where expires_at <= {clock.GetUtcNow()} limit 100 for update skip locked)",
            cancellationToken);
        return await db.Database.ExecuteSqlAsync(
            $"insert into spent_challenges (hash, expires_at) values ({hash}, {challenge.ExpiresAt}) on conflict do nothing", cancellationToken) == 1;
    }

    private static string? AnsweredChallenge(string answerJson)
    {
        try
        {
            return JsonSerializer.Deserialize<Answer>(answerJson)?.Response?.ClientData is { } clientData
                ? JsonSerializer.Deserialize<Asked>(Base64Url.DecodeFromChars(clientData))?.Challenge
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private sealed record Answer([property: JsonPropertyName("response")] AnswerResponse? Response);

    private sealed record AnswerResponse([property: JsonPropertyName("clientDataJSON")] string? ClientData);

    private sealed record Asked([property: JsonPropertyName("challenge")] string? Challenge);
}
