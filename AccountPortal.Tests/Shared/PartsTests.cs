using AccountPortal.Shared;
using Bunit;

namespace AccountPortal.Tests.Shared;

public class PartsTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_icon_is_drawn_and_hidden_from_screen_readers()
    {
        foreach (var name in Icons.Names)
        {
            var icon = Render(builder => builder.AddContent(0, Icons.Svg(name))).Find("svg");
            Assert.NotEmpty(icon.Children);
            Assert.Equal("true", icon.GetAttribute("aria-hidden"));
        }
    }

    [Fact]
    public void An_unknown_icon_throws() => Assert.Throws<ArgumentException>(() => Icons.Svg("unicorn"));

    [Fact]
    public void A_time_carries_the_instant_and_the_exact_words()
    {
        var time = RelativeTime.Element(Now.AddMinutes(-2), Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Render(builder => builder.AddContent(0, time)).MarkupMatches("""<time datetime="2026-11-21T13:58:00Z" title="Saturday, 21 November 2026, 14:58 (Berlin, UTC+1)" data-relative="just now" data-zone="Europe/Berlin">2 minutes ago</time>""");
    }

    [Fact]
    public void An_exact_time_does_not_tick()
    {
        var time = Render(builder => builder.AddContent(0, RelativeTime.Element(Now, Now, exact: true))).Find("time");
        Assert.Equal("Sat 21 Nov 2026, 14:00 UTC", time.TextContent);
        Assert.False(time.HasAttribute("data-relative"));
        Assert.True(time.HasAttribute("data-exact"));
    }

    [Theory]
    [InlineData(-1, "0")]
    [InlineData(12, "12")]
    [InlineData(120, "100")]
    public void A_meter_says_its_share_in_words_and_stays_within_its_track(int value, string width)
    {
        var meter = Render<Meter>(p => p.Add(m => m.Value, value).Add(m => m.Label, "12 of 100 days left"));
        Assert.Equal(width, meter.Find(".part").GetAttribute("width"));
        Assert.Equal("12 of 100 days left", meter.Find("svg[role=img]").GetAttribute("aria-label"));
        Assert.Empty(meter.FindAll("[style]"));
    }

    [Fact]
    public void A_ring_shows_its_words_as_text()
    {
        var ring = Render<Ring>(p => p.Add(r => r.Value, 15).Add(r => r.Max, 30).Add(r => r.Label, "15 of 30 days left").Add(r => r.Middle, "<15>"));
        Assert.Equal("50 100", ring.Find(".part").GetAttribute("stroke-dasharray"));
        Assert.Equal("<15>", ring.Find(".middle").TextContent);
        Assert.Empty(ring.FindAll("[style]"));
    }

    [Fact]
    public void A_ring_at_zero_has_no_arc() =>
        Assert.Empty(Render<Ring>(p => p.Add(r => r.Value, 0).Add(r => r.Max, 30).Add(r => r.Label, "none left")).FindAll(".part"));

    [Fact]
    public void A_notice_is_a_status_and_its_text_is_text()
    {
        var notice = Render<Notice>(p => p.Add(n => n.Kind, NoticeKind.Warn).Add(n => n.Text, "<b>Mind</b> this.")).Find("[role=status]");
        Assert.Contains("warn", notice.ClassList);
        Assert.Equal("<b>Mind</b> this.", notice.TextContent.Trim());
    }

    [Fact]
    public void An_empty_state_says_what_there_is_instead()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Icon, "check").Add(e => e.Title, "You're signed in only here").AddChildContent("<a href=\"/account\">Back</a>"));
        Assert.Equal("You're signed in only here", empty.Find(".name").TextContent);
        Assert.NotNull(empty.Find("a[href='/account']"));
    }

    [Fact]
    public void A_copy_field_is_readable_without_its_button()
    {
        var field = Render<CopyField>(p => p.Add(f => f.Id, "acs").Add(f => f.Label, "Reply URL").Add(f => f.Value, "https://id.example/acs"));
        Assert.Equal("https://id.example/acs", field.Find("textarea#acs[readonly]").TextContent);
        Assert.Equal("Copy Reply URL", field.Find("button[hidden][data-copy=acs]").TextContent);
    }
}
