using AccountPortal.Activity;
using Bunit;

namespace AccountPortal.Tests.Activity;

public class ActivityStripTests : BunitContext
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Fact]
    public void There_is_a_cell_for_each_day_and_a_link_where_something_happened()
    {
        var strip = Strip((0, 3, 0), (5, 0, 2), (27, 1, 1));
        Assert.Equal(28, strip.FindAll("ol.strip > li > svg.cell, ol.strip > li > a > svg.cell").Count);
        Assert.Equal(
            ["/account/activity?when=2026-10-25", "/account/activity?when=2026-11-16", "/account/activity?when=2026-11-21"], strip.FindAll("ol.strip a").Select(link => link.GetAttribute("href")));
        Assert.Equal(
            ["Sunday, 25 October: 1 sign-in, 1 refused try", "Monday, 16 November: 2 refused tries", "Saturday, 21 November: 3 sign-ins"],
            strip.FindAll("ol.strip a").Select(link => link.TextContent.Trim()));
        Assert.Equal(25, strip.FindAll("ol.strip > li[aria-hidden=true]").Count);
    }

    [Fact]
    public void Refusals_are_a_shape()
    {
        var strip = Strip((0, 3, 0), (1, 3, 1));
        Assert.Single(strip.FindAll("ol.strip path"));
        Assert.NotNull(strip.Find("a[href$='2026-11-20'] path"));
    }

    [Theory]
    [InlineData(0, "none"), InlineData(1, "some"), InlineData(2, "more"), InlineData(4, "more"), InlineData(5, "most")]
    public void More_sign_ins_are_darker(int signIns, string shade) => Assert.Contains(shade, Strip((0, signIns, 1)).Find("ol.strip a svg").ClassList);

    [Fact]
    public void It_carries_no_style_of_its_own() => Assert.Empty(Strip((0, 1, 1)).FindAll("[style], style"));

    [Theory]
    [InlineData(0, 0, 0, 0, "Nobody signed in or tried to.")]
    [InlineData(1, 0, 0, 0, "1 sign-in on 1 day, and no refused tries.")]
    [InlineData(2, 0, 3, 0, "5 sign-ins on 2 days, and no refused tries.")]
    [InlineData(2, 1, 0, 2, "2 sign-ins on 1 day, and 3 refused tries on 2 days.")]
    [InlineData(0, 1, 0, 0, "No sign-ins, but 1 refused try on 1 day.")]
    [InlineData(1, 50, 0, 0, "1 sign-in on 1 day, and 50 or more refused tries on 1 day.")]
    public void The_same_is_said_in_words(int signIns, int refusals, int signInsBefore, int refusalsBefore, string words) =>
        Assert.Equal(words, Strip((0, signIns, refusals), (1, signInsBefore, refusalsBefore)).Find(".strip-says").TextContent);

    private IRenderedComponent<ActivityStrip> Strip(params (int Ago, int SignIns, int Refusals)[] days) => Render<ActivityStrip>(p => p.Add(s => s.Days,
    [
        .. Enumerable.Range(0, ActivityDays.Count).Reverse().Select(ago =>
        {
            var (_, signIns, refusals) = days.FirstOrDefault(day => day.Ago == ago);
            return new ActivityDay(Today.AddDays(-ago), signIns, refusals);
        }),
    ]));
}
