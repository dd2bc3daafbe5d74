using AccountPortal.Sessions;
using AccountPortal.Settings;

namespace AccountPortal.Tests.Settings;

public class WordConverterTests
{
    private static readonly WordConverter Converter = new(typeof(OnNetworkChange));

    [Theory]
    [InlineData("note", OnNetworkChange.Note)]
    [InlineData("step-up", OnNetworkChange.StepUp)]
    [InlineData("Step-Up", OnNetworkChange.StepUp)]
    [InlineData("StepUp", OnNetworkChange.StepUp)]
    [InlineData(" end ", OnNetworkChange.End)]
    public void A_choice_is_a_word(string text, OnNetworkChange choice) => Assert.Equal(choice, Converter.ConvertFromString(text));

    [Theory]
    [InlineData(""), InlineData("1"), InlineData("7"), InlineData("note,end"), InlineData("step up")]
    public void Anything_else_is_refused(string text) =>
        Assert.Contains("note, step-up, end", Assert.Throws<FormatException>(() => Converter.ConvertFromString(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void It_is_written_as_it_is_read() => Assert.Equal("step-up", Converter.ConvertToString(OnNetworkChange.StepUp));
}
