using AccountPortal.Passwords;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Tests.Passwords;

public class PasswordRulesTests
{
    private const string Email = "ada.lovelace@example.com";
    private static readonly CommonPasswordList Common = new();

    [Theory]
    [InlineData("correct horse")]
    [InlineData("        x")]
    [InlineData("drehstuhl")]
    [InlineData("KLEINERFUCHS")]
    [InlineData("пароль и соль")]
    [InlineData("🦊🐻🐼🐨🦁🐯🐸🐙")]
    [InlineData("x73920174625108")]
    public void ASVS_6_2_5_Any_uncommon_text_will_do_whatever_it_is_made_of(string password) => Assert.Null(Rules().Refusal(password, Email));

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(64, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void ASVS_6_2_1_Eight_to_a_thousand_characters_are_allowed(int length, bool isFine) =>
        Assert.Equal(isFine, Rules().Refusal(Varied(length), Email) is null);

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void ASVS_6_2_9_sixty_four_characters_and_more_are_allowed(int length) => Assert.Null(Rules().Refusal(Varied(length), Email));

    [Fact]
    public void The_minimum_is_a_setting()
    {
        var rules = Rules(new PasswordSettings { MinimumLength = 15 });
        Assert.Equal("Use at least 15 characters. This has 14.", rules.Refusal(Varied(14), Email));
        Assert.Null(rules.Refusal(Varied(15), Email));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("Password123")]
    [InlineData("QWERTYUIOP")]
    [InlineData("iloveyou")]
    [InlineData("trustno1")]
    [InlineData("1q2w3e4r5t")]
    [InlineData("contraseña")]
    public void ASVS_6_2_12_Common_passwords_are_refused_in_any_case(string password) => Assert.Contains("Many people", Rules().Refusal(password, Email), StringComparison.Ordinal);

    [Theory]
    [InlineData("aaaaaaaa")]
    [InlineData("XxXxXxXx")]
    [InlineData("12341234")]
    [InlineData("87654321")]
    [InlineData("abcdefgh")]
    [InlineData("ponmlkjihg")]
    [InlineData("78901234")]
    [InlineData("24121998")]
    [InlineData("1998-12-24")]
    public void Repetitions_runs_and_dates_are_refused(string password) => Assert.Contains("Many people", Rules().Refusal(password, Email), StringComparison.Ordinal);

    [Theory]
    [InlineData("ada.lovelace")]
    [InlineData("Ada.Lovelace1990")]
    [InlineData("ada.lovelace@example.com")]
    [InlineData("ADA.LOVELACE@EXAMPLE.COM1")]
    [InlineData("Example Portal")]
    [InlineData("exampleportal2026")]
    public void ASVS_6_2_11_The_address_and_the_name_of_the_portal_are_refused(string password) => Assert.Contains("easy to guess", Rules().Refusal(password, Email), StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Nothing_is_no_password(string? password) => Assert.Equal("Enter a password.", Rules().Refusal(password, Email));

    [Theory]
    [InlineData(null)]
    [InlineData("not an address")]
    public void An_address_is_not_needed(string? email) => Assert.Null(Rules().Refusal("correct horse", email));

    [Fact]
    public void ASVS_6_2_4_At_least_10_000_of_the_list_would_be_long_enough()
    {
        Assert.InRange(Common.Count, 10_000, 100_000);
        Assert.False(Common.Contains("short"));
    }

    private static PasswordRules Rules(PasswordSettings? settings = null) =>
        new(Common, Options.Create(settings ?? new PasswordSettings()), Options.Create(new BrandingOptions { Name = "Example Portal" }));

    private static string Varied(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('!' + (i * i * 7 % 90))));
}
