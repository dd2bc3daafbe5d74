using System.Security.Claims;
using AccountPortal.Shared;
using Bunit;

namespace AccountPortal.Tests.Shared;

public class NavigationTests : BunitContext
{
    [Fact]
    public void The_page_that_is_open_is_marked_in_the_list_and_names_the_folded_menu()
    {
        var nav = Nav("/account/sessions");
        Assert.Equal("Where you're logged in", Assert.Single(nav.FindAll(".side [aria-current=page]")).TextContent);
        Assert.Equal("Menu, now at: Where you're logged in", nav.Find("summary").TextContent);
    }

    [Fact]
    public void A_page_below_a_line_marks_that_line() =>
        Assert.Equal("/account/sessions", Nav("/account/sessions/1").Find(".side [aria-current]").GetAttribute("href"));

    [Fact]
    public void The_overview_is_current_alone() => Assert.Empty(Nav("/account/elsewhere").FindAll("[aria-current]"));

    [Fact]
    public void An_unproven_address_leaves_five_lines()
    {
        var reader = new ClaimsPrincipal(new ClaimsIdentity([new("email_verified", "false")], "test"));
        Assert.Equal(["/verify-email/pending", "/account/export", "/account/delete", "/account/sessions", "/account/activity"], PortalNavigation.For(reader).SelectMany(group => group.Items).Select(item => item.Href));
    }

    private IRenderedComponent<SideNavigation> Nav(string path) =>
        Render<SideNavigation>(p => p.Add(n => n.Groups, PortalNavigation.For(new ClaimsPrincipal())).Add(n => n.Path, path));
}
