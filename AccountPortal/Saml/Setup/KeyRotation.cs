using System.Security.Cryptography;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>What a step of changing our keys has done.</summary>
public enum KeyStep
{
    /// <summary>The next key stands in our metadata beside the current one, and does not sign yet.</summary>
    Announced,

    /// <summary>The next key signs; the one before only opens what is still encrypted for it.</summary>
    Changed,
}

/// <summary>
/// Changes our key towards a provider in two steps, so that there is no moment in which the provider knows only the wrong one: first the next is
/// announced, then, once the provider has it, it is used.
/// </summary>
public sealed class KeyRotation(PortalDbContext db, SamlKeys keys, ProviderChanges changes)
{
    public async Task<IReadOnlyList<OurKey>> OursAsync(Guid providerId, CancellationToken cancellationToken)
    {
        var rows = await db.SamlKeys.AsNoTracking().Where(key => key.ProviderId == providerId).ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.State switch { SamlKey.Current => 0, SamlKey.Next => 1, _ => 2 })
            .Select(row => new OurKey(row.State, Convert.ToHexString(SHA256.HashData(row.Certificate)), row.CreatedAt, row.NotAfter))];
    }

    /// <summary>Announces the next key. <c>null</c>: there is no such provider. It is safe to repeat: there is one next key at most.</summary>
    public async Task<bool?> AnnounceAsync(HttpContext? context, string slug, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return null;
        }

        var id = change.Provider.Id;
        if (await db.SamlKeys.AnyAsync(key => key.ProviderId == id && key.State == SamlKey.Next, cancellationToken))
        {
            return false;
        }

        await keys.AddAsync(id, SamlKey.Current, cancellationToken);
        await keys.AddAsync(id, SamlKey.Next, cancellationToken);
        await change.SaveAsync(context, EventKind.ProviderKeysRotated, Told(context, "next made"), cancellationToken);
        return true;
    }

    /// <summary>Uses the next key. <c>false</c>: none was announced. <c>null</c>: there is no such provider.</summary>
    public async Task<bool?> UseAsync(HttpContext? context, string slug, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(slug, cancellationToken);
        if (change is null)
        {
            return null;
        }

        var id = change.Provider.Id;
        if (!await db.SamlKeys.AnyAsync(key => key.ProviderId == id && key.State == SamlKey.Next, cancellationToken))
        {
            return false;
        }

        await db.SamlKeys.Where(key => key.ProviderId == id && key.State == SamlKey.Former).ExecuteDeleteAsync(cancellationToken);
        await MoveAsync(id, SamlKey.Current, SamlKey.Former, cancellationToken);
        await MoveAsync(id, SamlKey.Next, SamlKey.Current, cancellationToken);
        await change.SaveAsync(context, EventKind.ProviderKeysRotated, Told(context, "next used"), cancellationToken);
        return true;
    }

    /// <summary>The next step of that provider; <c>null</c>: there is no such provider.</summary>
    public async Task<KeyStep?> StepAsync(HttpContext? context, string slug, CancellationToken cancellationToken) => await UseAsync(context, slug, cancellationToken) switch
    {
        true => KeyStep.Changed,
        false when await AnnounceAsync(context, slug, cancellationToken) is not null => KeyStep.Announced,
        _ => null,
    };

    private Task<int> MoveAsync(Guid providerId, string from, string to, CancellationToken cancellationToken) =>
        db.SamlKeys.Where(key => key.ProviderId == providerId && key.State == from).ExecuteUpdateAsync(set => set.SetProperty(key => key.State, to), cancellationToken);

    private static Dictionary<string, string> Told(HttpContext? context, string step) => context is null ? new() { ["step"] = step, ["by"] = "command" } : new() { ["step"] = step };
}
