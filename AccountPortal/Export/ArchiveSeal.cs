using System.Globalization;
using Microsoft.AspNetCore.DataProtection;

namespace AccountPortal.Export;

/// <summary>
/// Encrypts the parts of archives: the database alone shows nobody's data. The export and the number are in the key's purpose, so that a part that
/// somebody moves by writing to the database opens neither in another's archive nor at another place.
/// </summary>
internal sealed class ArchiveSeal(IDataProtectionProvider protection)
{
    public byte[] Protect(Guid exportId, int number, ReadOnlyMemory<byte> content) => Protector(exportId, number).Protect(content.ToArray());

    /// <summary>Throws a <see cref="System.Security.Cryptography.CryptographicException"/> for what is not that part.</summary>
    public byte[] Open(Guid exportId, int number, byte[] content) => Protector(exportId, number).Unprotect(content);

    private IDataProtector Protector(Guid exportId, int number) =>
        protection.CreateProtector("AccountPortal.Export", exportId.ToString(), number.ToString(CultureInfo.InvariantCulture));
}
