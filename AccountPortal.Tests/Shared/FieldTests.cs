using AccountPortal.Shared;
using Bunit;

namespace AccountPortal.Tests.Shared;

public class FieldTests : BunitContext
{
    [Fact]
    public void A_label_and_the_hint_belong_to_the_input()
    {
        var field = Render<Field>(p => p.Add(f => f.Name, "email").Add(f => f.Label, "Email").Add(f => f.Type, "email").Add(f => f.Value, "a@b.example").Add(f => f.Hint, "At work"));
        var input = field.Find("input#email[name=email][type=email]");
        Assert.Equal("email", field.Find("label").GetAttribute("for"));
        Assert.Equal("a@b.example", input.GetAttribute("value"));
        Assert.Equal("email-hint", input.GetAttribute("aria-describedby"));
        Assert.Equal("At work", field.Find("#email-hint").TextContent);
        Assert.False(input.HasAttribute("aria-invalid"));
    }

    [Fact]
    public void An_error_marks_the_input_and_is_read_with_it()
    {
        var field = Render<Field>(p => p.Add(f => f.Name, "code").Add(f => f.Label, "Code").Add(f => f.Error, "This code has been used.").Add(f => f.Hint, "Six digits"));
        var input = field.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("code-hint code-error", input.GetAttribute("aria-describedby"));
        Assert.Equal("This code has been used.", field.Find("#code-error").TextContent);
    }

    [Fact]
    public void ASVS_6_2_6_A_password_never_travels_back_and_can_be_shown()
    {
        var field = Render<Field>(p => p.Add(f => f.Name, "password").Add(f => f.Label, "Password").Add(f => f.Type, "password").Add(f => f.Value, "hunter2").Add(f => f.Autocomplete, "current-password"));
        Assert.False(field.Find("input").HasAttribute("value"));
        Assert.DoesNotContain("hunter2", field.Markup, StringComparison.Ordinal);
        Assert.Equal("Show Password", field.Find("button[type=button][hidden][data-show=password]").TextContent);
    }

    [Fact]
    public void An_email_that_is_settled_is_readonly_and_still_sent()
    {
        var input = Render<Field>(p => p.Add(f => f.Name, "email").Add(f => f.Label, "Email").Add(f => f.ReadOnly, true)).Find("input");
        Assert.True(input.HasAttribute("readonly"));
        Assert.False(input.HasAttribute("disabled"));
    }

    [Fact]
    public void A_checkbox_sends_true_or_nothing()
    {
        var box = Render<Checkbox>(p => p.Add(c => c.Name, "rememberDevice").Add(c => c.Label, "Remember this device").Add(c => c.Checked, true));
        var input = Assert.Single(box.FindAll("input"));
        Assert.Equal("true", input.GetAttribute("value"));
        Assert.True(input.HasAttribute("checked"));
        Assert.Equal("Remember this device", input.Closest("label")!.TextContent);
    }

    [Fact]
    public void A_summary_links_to_the_fields()
    {
        var summary = Render<ErrorSummary>(p => p.Add(s => s.Problems, [new(null, "Nothing was changed."), new("password", "Too short.")]));
        Assert.Equal("2 things need another look", summary.Find("[role=alert] .name").TextContent);
        Assert.Equal("Too short.", summary.Find("a[href='#password']").TextContent);
        Assert.Single(summary.FindAll("a"));
    }

    [Fact]
    public void A_summary_of_nothing_is_nothing() => Render<ErrorSummary>(p => p.Add(s => s.Problems, [])).MarkupMatches("");
}
