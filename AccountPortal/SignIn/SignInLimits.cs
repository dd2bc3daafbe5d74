using System.Net;
using AccountPortal.Accounts;
using AccountPortal.Data;
using AccountPortal.Security;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.SignIn;

/// <summary>
/// How guessing is slowed without locking the owner out. Tries are counted by what was typed, not by account, so the limits say nothing about who
/// exists. They are counted before the password is checked: parallel guesses cannot slip through.
/// </summary>
public sealed class SignInLimits(PortalDbContext db, Throttles throttles)
{
    // From one network: ten tries, then one every 90 s. The owner elsewhere does not feel it.
    private static readonly ThrottleRule FromNetwork = new("sign-in/network", 10, TimeSpan.FromSeconds(90));

    // A locked network learns whether a password is right no more often than it may try.
    private static readonly ThrottleRule WhileLocked = new("sign-in/while-locked", 1, TimeSpan.FromSeconds(90));

    // From everywhere together: a botnet's share. A network in which the account has a live session is left out.
    private static readonly ThrottleRule FromEverywhere = new("sign-in/address", 200, TimeSpan.FromSeconds(18));

    private static readonly ThrottleRule LockMail = new("sign-in/lock-mail", 1, TimeSpan.FromHours(1));

    /// <summary>Takes a try at this address from everywhere. How long to wait, where there are none left (429).</summary>
    public async Task<TimeSpan?> TakeAsync(EmailAddress email, IPAddress client, CancellationToken cancellationToken) =>
        await throttles.TakeAsync(FromEverywhere, email.Normalized, cancellationToken) is { } wait && !await KnowsAsync(email, client, cancellationToken) ? wait : null;

    /// <summary>Takes a try at this address from the client's network. How long it is locked for that network, where there are none left.</summary>
    public Task<TimeSpan?> TakeFromNetworkAsync(EmailAddress email, IPAddress client, CancellationToken cancellationToken) =>
        throttles.TakeAsync(FromNetwork, Subject(email, client), cancellationToken);

    /// <summary>Whether a locked network's password is looked at at all.</summary>
    public async Task<bool> TakeCheckWhileLockedAsync(EmailAddress email, IPAddress client, CancellationToken cancellationToken) =>
        await throttles.TakeAsync(WhileLocked, Subject(email, client), cancellationToken) is null;

    /// <summary>Whether the owner is to be told of a lock now: once an hour.</summary>
    public async Task<bool> TakeLockMailAsync(EmailAddress email, CancellationToken cancellationToken) =>
        await throttles.TakeAsync(LockMail, email.Normalized, cancellationToken) is null;

    /// <summary>The right password was brought: earlier tries from this network were the owner's.</summary>
    public Task ForgiveAsync(EmailAddress email, IPAddress client, CancellationToken cancellationToken) =>
        throttles.ResetAsync(FromNetwork, Subject(email, client), cancellationToken);

    private static string Subject(EmailAddress email, IPAddress client) => $"{email.Normalized}\n{ClientAddresses.Network(client)}";

    private async Task<bool> KnowsAsync(EmailAddress email, IPAddress client, CancellationToken cancellationToken)
    {
        var addresses = await (
            from account in db.Users
            where account.NormalizedEmail == email.Normalized
            join session in db.Sessions on account.Id equals session.UserId
            select session.Ip).ToListAsync(cancellationToken);
        var network = ClientAddresses.Network(client);
        return addresses.Exists(network.Contains);
    }
}
