using System.Text;
using AccountPortal.Devices;

namespace AccountPortal.Tests.Devices;

public class HeaderTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    public void Nothing_is_null(string? text) => Assert.Null(HeaderText.Clean(text));

    [Theory]
    [InlineData("a\0b", "a\ufffdb")]
    [InlineData("a\r\nSet-Cookie: b", "a\ufffd\ufffdSet-Cookie: b")]
    [InlineData("\u001b[31mred", "\ufffd[31mred")]
    [InlineData("moc\u202eesrever", "moc\ufffdesrever")]
    [InlineData("a\u2028b", "a\ufffdb")]
    [InlineData("😀<b>é</b>", "😀<b>é</b>")]
    public void ASVS_16_4_1_What_does_not_show_is_replaced(string text, string clean) => Assert.Equal(clean, HeaderText.Clean(text));

    [Fact]
    public void Lone_surrogates_are_replaced()
    {
        string text = new(['a', '\ud83d', 'b', '\ude00']);

        Assert.Equal("a\ufffdb\ufffd", HeaderText.Clean(text));
    }

    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1024)]
    [InlineData(30_720, 1024)]
    public void A_long_text_is_cut_at_1_KB(int length, int left) => Assert.Equal(left, HeaderText.Clean(new string('a', length))!.Length);

    [Fact]
    public void The_cut_splits_no_character()
    {
        var clean = HeaderText.Clean(new string('a', 1023) + "😀")!;

        Assert.Equal(1023, clean.Length);
        Assert.Equal(clean, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.UTF8.GetBytes(clean)));
    }
}
