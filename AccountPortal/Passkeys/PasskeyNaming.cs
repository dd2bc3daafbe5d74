using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;

namespace AccountPortal.Passkeys;

/// <summary>What passkeys are called: as their owner says, or after the authenticator and the device.</summary>
public sealed class PasskeyNaming(PortalDbContext db, PasskeyList passkeys, DeviceParser devices, SecurityEvents events)
{
    public const int Longest = 100;
    public const string Unnamed = "Passkey";

    /// <summary>A name for a new one that no other of the account has.</summary>
    public string Suggest(HttpContext context, ReadOnlySpan<byte> attestationObject, IReadOnlyCollection<string?> taken)
    {
        var device = devices.Parse(context.Request).Name;
        var name = AuthenticatorMake.Of(attestationObject) is { } make ? $"{make} ({device})" : device;
        name = name.Length > Longest - 4 ? name[..(Longest - 4)] : name;
        return taken.Contains(name) ? Enumerable.Range(2, taken.Count).Select(number => $"{name} {number}").First(each => !taken.Contains(each)) : name;
    }

    public async Task<PasskeyResult> NameAsync(HttpContext context, Guid userId, string id, string? text, CancellationToken cancellationToken)
    {
        if (await passkeys.FindAsync(userId, id, cancellationToken) is not { } passkey)
        {
            return PasskeyResult.NotFound;
        }

        var problem = DisplayName.Refusal(text, out var name, Longest);
        if (problem is not null || name is null)
        {
            return PasskeyResult.Refused(problem ?? "Give it a name that tells it from the others.");
        }

        passkey.Data.Name = name;
        events.Add(db, context, EventKind.PasskeyRenamed, EventOutcome.Success, userId, details: new() { ["name"] = name });
        await db.SaveChangesAsync(cancellationToken);
        return new(PasskeyOutcome.Done, name);
    }
}
