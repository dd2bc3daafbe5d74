using System.Formats.Cbor;
using AccountPortal.Passkeys;

namespace AccountPortal.Tests.Passkeys;

public class AuthenticatorMakeTests
{
    [Theory]
    [InlineData("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "Apple Passwords")]
    [InlineData("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello")]
    [InlineData("00000000-0000-0000-0000-000000000000", null)]
    public void A_make_is_known_by_its_id(string id, string? name) => Assert.Equal(name, AuthenticatorMake.Of(Attestation(new byte[37], Guid.Parse(id).ToByteArray(bigEndian: true))));

    [Fact]
    public void An_attestation_that_is_cut_short_names_nobody() => Assert.Null(AuthenticatorMake.Of(Attestation(new byte[36], [])));

    [Fact]
    public void The_list_is_there() => Assert.True(AuthenticatorMake.Count > 250);

    private static byte[] Attestation(byte[] start, byte[] make)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(2);
        writer.WriteTextString("fmt");
        writer.WriteTextString("none");
        writer.WriteTextString("authData");
        writer.WriteByteString([.. start, .. make]);
        writer.WriteEndMap();
        return writer.Encode();
    }
}
