using System.Text;
using AccountPortal.TwoFactor;

namespace AccountPortal.Tests.TwoFactor;

public class TotpTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the column of SHA-1; its eight digits end in these six.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_specification(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeOf(Key, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_clock_may_be_off_by_one_step_either_way_and_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        foreach (var (at, isFine) in new[] { (now.AddSeconds(-61), false), (now.AddSeconds(-60), false), (now.AddSeconds(-30), true), (now, true), (now.AddSeconds(59), true), (now.AddSeconds(60), false) })
        {
            var step = Totp.StepAt(at);
            Assert.Equal(isFine ? step : null, Totp.StepOf(Key, Totp.CodeOf(Key, step), now));
        }
    }

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 123 456 ", "123456")]
    [InlineData("123-456", "123456")]
    [InlineData("12345", null)]
    [InlineData("1234567", null)]
    [InlineData("١٢٣٤٥٦", null)]
    [InlineData("abcdef", null)]
    [InlineData(null, null)]
    public void What_can_be_a_code(string? typed, string? code) => Assert.Equal(code, Totp.Parse(typed));

    // RFC 4648, section 10, without the padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_specification(string text, string encoded) => Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void ASVS_6_5_3_Keys_have_160_bits_and_differ()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => Totp.NewKey()).ToList();
        Assert.All(keys, key => Assert.Equal(20, key.Length));
        Assert.Equal(100, keys.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void The_address_for_apps_names_product_and_account() => Assert.Equal(
        "otpauth://totp/Acme%20%20Portal:a%2Bb%40example.com?secret=MZXW6YTBOI&issuer=Acme%20%20Portal&algorithm=SHA1&digits=6&period=30",
        TotpUri.Of("Acme: Portal", "a+b@example.com", Encoding.ASCII.GetBytes("foobar")));

    [Fact]
    public void The_picture_is_a_square_with_its_margin_and_the_three_finder_patterns()
    {
        var code = QrCode.Of("otpauth://totp/Portal:somebody%40example.com?secret=MZXW6YTBOI");
        Assert.Equal(1, (code.Size - 8) % 4);
        // The seven dark modules on top of each finder pattern: four modules from the edges.
        Assert.Contains("M4 4h7v1h-7z", code.Path, StringComparison.Ordinal);
        Assert.Contains($"M{code.Size - 11} 4h7v1h-7z", code.Path, StringComparison.Ordinal);
        Assert.Contains($"M4 {code.Size - 11}h7v1h-7z", code.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("M0 ", code.Path, StringComparison.Ordinal);
    }
}
