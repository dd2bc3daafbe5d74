using System.Security.Cryptography;
using AccountPortal.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Sessions;

/// <summary>
/// Seals a ticket to one session, one account and one key. A row that somebody wrote or altered in the database itself does not open:
/// the seal's key is not in there.
/// </summary>
public sealed class TicketSeal(IDataProtectionProvider protection)
{
    private const int GuidLength = 16;
    private const int BindingLength = GuidLength + GuidLength + SHA256.HashSizeInBytes;
    private readonly IDataProtector protector = protection.CreateProtector("AccountPortal.Sessions.Ticket");

    public byte[] Seal(Guid sessionId, Guid userId, byte[] keyHash, AuthenticationTicket ticket) =>
        protector.Protect([.. Binding(sessionId, userId, keyHash), .. TicketSerializer.Default.Serialize(ticket)]);

    /// <summary>The ticket, or <c>null</c> where the seal is broken or belongs to another session, account or key. Throws where the database is away.</summary>
    public AuthenticationTicket? Open(Guid sessionId, Guid userId, byte[] keyHash, byte[] sealedTicket)
    {
        try
        {
            var opened = protector.Unprotect(sealedTicket);
            return opened.AsSpan(0, BindingLength).SequenceEqual(Binding(sessionId, userId, keyHash))
                ? TicketSerializer.Default.Deserialize(opened[BindingLength..])
                : null;
        }
        // A key ring that cannot be read looks the same from outside, and is no sign-out (P3).
        catch (CryptographicException exception) when (!Outage.IsOne(exception))
        {
            return null;
        }
    }

    private static byte[] Binding(Guid sessionId, Guid userId, byte[] keyHash) =>
        [.. sessionId.ToByteArray(bigEndian: true), .. userId.ToByteArray(bigEndian: true), .. keyHash];
}
