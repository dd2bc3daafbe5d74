using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Devices;

public enum DeviceNamingOutcome
{
    Done,

    /// <summary>The account has no such session, or its device was forgotten.</summary>
    NotFound,

    /// <summary>The name will not do; <see cref="DeviceNamingResult.Problem"/> says why.</summary>
    Refused,
}

public sealed record DeviceNamingResult(DeviceNamingOutcome Outcome, string? Problem = null);

/// <summary>Lets people call their devices what they like, and forget them. A device is found by one of its sessions.</summary>
public sealed class DeviceNaming(PortalDbContext db, SecurityEvents events)
{
    /// <summary>Names the session's device; an empty name takes the one that it has away.</summary>
    public async Task<DeviceNamingResult> NameAsync(HttpContext context, Guid userId, Guid sessionId, string? text, CancellationToken cancellationToken)
    {
        if (DisplayName.Refusal(text, out var name, KnownDevice.NameLength) is { } problem)
        {
            return new(DeviceNamingOutcome.Refused, problem);
        }

        if (await DeviceOf(userId, sessionId).SingleOrDefaultAsync(cancellationToken) is not { } device)
        {
            return new(DeviceNamingOutcome.NotFound);
        }

        device.Name = name;
        events.Add(db, context, EventKind.DeviceNamed, EventOutcome.Success, userId, details: name is null
            ? new() { ["device"] = device.DeviceName }
            : new() { ["device"] = device.DeviceName, ["name"] = name });
        await db.SaveChangesAsync(cancellationToken);
        return new(DeviceNamingOutcome.Done);
    }

    /// <summary>Forgets the session's device, its name and where it was used. Its sessions live on; its next sign-in is one from a new device.</summary>
    public async Task<DeviceNamingResult> ForgetAsync(HttpContext context, Guid userId, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The device's row goes before its sessions' are changed; a change of factors takes them the other way round. The account's lock comes before both.
        await db.LockAccountAsync(userId, cancellationToken);
        if (await DeviceOf(userId, sessionId).SingleOrDefaultAsync(cancellationToken) is not { } device)
        {
            return new(DeviceNamingOutcome.NotFound);
        }

        db.KnownDevices.Remove(device);
        events.Add(db, context, EventKind.DeviceForgotten, EventOutcome.Success, userId, details: new() { ["device"] = device.Name ?? device.DeviceName });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(DeviceNamingOutcome.Done);
    }

    private IQueryable<KnownDevice> DeviceOf(Guid userId, Guid sessionId) =>
        from session in db.Sessions
        where session.Id == sessionId && session.UserId == userId
        join device in db.KnownDevices on session.KnownDeviceId equals device.Id
        select device;
}
