using AccountPortal.Accounts;

namespace AccountPortal.Tests.Accounts;

public class EmailAddressTests
{
    private static readonly string LongDomain = string.Join('.', Enumerable.Repeat(new string('d', 61), 3));

    [Theory]
    [InlineData("a@example.com", "a@example.com")]
    [InlineData("  Ada.Lovelace@Example.COM ", "Ada.Lovelace@example.com")]
    [InlineData("o'brien+tag@example.co.uk", "o'brien+tag@example.co.uk")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com")]
    [InlineData("a@bücher.example", "a@xn--bcher-kva.example")]
    [InlineData("a@BÜCHER.example", "a@xn--bcher-kva.example")]
    [InlineData("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah")]
    public void Good_ones_are_read_with_the_domain_in_ascii(string typed, string read)
    {
        Assert.True(EmailAddress.TryParse(typed, out var email));
        Assert.Equal(read, email.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a")]
    [InlineData("@")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a@b")]
    [InlineData("a@localhost")]
    [InlineData("a@example..com")]
    [InlineData("a@.example.com")]
    [InlineData("a@example.com.")]
    [InlineData("a@-example.com")]
    [InlineData("a@exam_ple.com")]
    [InlineData("a@exam ple.com")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@127.0.0.1")]
    [InlineData(".a@example.com")]
    [InlineData("a.@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a,b@example.com")]
    [InlineData("a;b@example.com")]
    [InlineData("Ada <a@example.com>")]
    [InlineData("a(comment)@example.com")]
    [InlineData("ä@example.com")]
    [InlineData("a\u200b@example.com")]
    [InlineData("a\0@example.com")]
    [InlineData("a@example.com\0")]
    public void What_mail_cannot_reach_is_refused(string? typed) => Assert.False(EmailAddress.TryParse(typed, out _));

    [Theory]
    [InlineData("a@example.com\r\nBcc: everybody@example.com")]
    [InlineData("a\r\nBcc: everybody@example.com\r\n@example.com")]
    [InlineData("a@example.com\nX: y")]
    [InlineData("a@example.com%0aBcc:b@example.com")]
    [InlineData("a@exam\tple.com")]
    public void Nothing_that_could_become_a_header_gets_through(string typed) => Assert.False(EmailAddress.TryParse(typed, out _));

    [Theory]
    [InlineData("аda@example.com")]
    [InlineData("ａda@example.com")]
    [InlineData("adaſ@example.com")]
    [InlineData("ada\u0130@example.com")]
    public void No_two_addresses_look_alike_or_fold_together(string typed) => Assert.False(EmailAddress.TryParse(typed, out _));

    [Fact]
    public void A_domain_that_looks_like_another_is_another()
    {
        Assert.True(EmailAddress.TryParse("a@exаmple.com", out var cyrillic));
        Assert.True(EmailAddress.TryParse("a@example.com", out var latin));
        Assert.NotEqual(latin.Normalized, cyrillic.Normalized);
        Assert.StartsWith("xn--", cyrillic.Domain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void The_local_part_has_64_characters_at_most(int length, bool isFine) =>
        Assert.Equal(isFine, EmailAddress.TryParse($"{new string('a', length)}@example.com", out _));

    [Theory]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void The_whole_has_254_characters_at_most(int length, bool isFine)
    {
        var rest = $"@{LongDomain}.";
        var local = new string('a', 64);
        var address = $"{local}{rest}{new string('e', length - local.Length - rest.Length)}";
        Assert.Equal(length, address.Length);
        Assert.Equal(isFine, EmailAddress.TryParse(address, out _));
    }

    [Fact]
    public void Spellings_of_one_address_compare_equal()
    {
        Assert.True(EmailAddress.TryParse("Ada@Example.com", out var one));
        Assert.True(EmailAddress.TryParse("aDA@eXample.COM", out var other));
        Assert.Equal(one.Normalized, other.Normalized);
    }
}
