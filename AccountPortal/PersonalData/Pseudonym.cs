using System.Security.Cryptography;

namespace AccountPortal.PersonalData;

/// <summary>What stands for an account in rows that outlive it.</summary>
internal static class Pseudonym
{
    /// <summary>A random one (UUID version 4), which tells nothing, not even when; accounts have another version.</summary>
    public static Guid New()
    {
        var bytes = RandomNumberGenerator.GetBytes(16);
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0F) | 0x40), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes, bigEndian: true);
    }
}
