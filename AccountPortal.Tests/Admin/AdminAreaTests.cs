using System.Net;
using AccountPortal.Admin;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AccountPortal.Tests.Admin;

/// <summary>Who gets into the administration: whoever has the role, at this very request, and nobody else.</summary>
public class AdminAreaTests(PortalApp app) : IClassFixture<PortalApp>
{
    private IReadOnlyList<RouteEndpoint> Area => [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').Split('/')[0] == "admin")];

    [Fact]
    public void Every_action_of_the_area_wants_the_role()
    {
        Assert.True(Area.Count > 10);
        Assert.All(Area, endpoint => Assert.Contains(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(), wanted => wanted.Policy == "Administrator"));
        Assert.All(Area, endpoint => Assert.Null(endpoint.Metadata.GetMetadata<IAllowAnonymous>()));
    }

    [Fact]
    public void Every_controller_of_the_administration_is_in_the_area()
    {
        var controllers = typeof(AdminAreaAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ControllerBase)) && type.Namespace!.StartsWith("AccountPortal.Admin", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(controllers);
        Assert.All(controllers, type => Assert.True(type.IsDefined(typeof(AdminAreaAttribute), inherit: false), type.Name));
        var routed = Area.Select(endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()!.ControllerTypeInfo.AsType()).Distinct();
        Assert.Empty(controllers.Except(routed));
    }

    [Fact]
    public async Task ASVS_8_2_1_Without_the_role_every_action_is_403()
    {
        var browser = await app.SignInAsync(await app.NewPersonAsync());
        foreach (var endpoint in Area)
        {
            var path = "/" + System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, @"\{[^}]+\}", Guid.CreateVersion7().ToString());
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
            {
                var answer = await browser.JsonAsync(new HttpMethod(method), path, null);
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{method} {path} answered {(int)answer.Status}.");
            }
        }

        await browser.GoAsync("/admin");
        Assert.Equal("You can't open this page", browser.Page.QuerySelector("h1")!.TextContent);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task The_navigation_leads_administrators_there_and_nobody_else()
    {
        var browser = await app.SignInAdministratorAsync();
        await browser.GoAsync("/account");
        Assert.NotNull(browser.Page.QuerySelector(".side a[href='/admin']"));
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        var other = await app.SignInAsync(await app.NewPersonAsync());
        await other.GoAsync("/account");
        Assert.Null(other.Page.QuerySelector("a[href^='/admin']"));
    }

    [Fact]
    public async Task A_role_that_is_given_or_taken_ends_the_accounts_sessions_and_is_written_down()
    {
        var person = await app.NewPersonAsync();
        var (before, bystander) = (await app.SignInAsync(person), await app.SignInAsync(await app.NewPersonAsync()));
        Assert.Equal(RoleOutcome.Changed, await app.GrantAsync(person.Email));
        Assert.False(await before.IsSignedInAsync());
        Assert.True(await bystander.IsSignedInAsync());
        await before.GoAsync("/sign-in");
        Assert.Contains("your role was changed", before.Text, StringComparison.Ordinal);

        var administrator = await app.SignInAsync(person);
        Assert.Equal(RoleOutcome.Unchanged, await app.GrantAsync(person.Email));
        Assert.True(await administrator.IsSignedInAsync());
        Assert.Equal(RoleOutcome.Changed, await app.RevokeAsync(person.Email));
        Assert.False(await administrator.IsSignedInAsync());
        Assert.Equal(RoleOutcome.Unchanged, await app.RevokeAsync(person.Email));

        var after = await app.SignInAsync(person);
        await after.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.Forbidden, after.Status);
        Assert.Single(await app.EventsOfAsync(person.Id, "role-granted"));
        var taken = Assert.Single(await app.EventsOfAsync(person.Id, "role-revoked"));
        Assert.Equal(("admin", null), (taken.Detail("role"), taken.ActorId));
    }

    [Fact]
    public async Task ASVS_8_3_2_A_role_that_vanishes_from_the_database_is_gone_at_the_next_request()
    {
        var person = await app.NewAdministratorAsync();
        var browser = await app.SignInAsync(person);
        await app.Db(db => db.UserRoles.Where(link => link.UserId == person.Id).ExecuteDeleteAsync());
        await browser.GoAsync("/admin");
        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
    }

    [Fact]
    public async Task An_administrator_whose_address_is_not_proven_gets_nowhere()
    {
        var person = await app.NewAdministratorAsync();
        await app.Db(db => db.Users.Where(row => row.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.EmailConfirmed, false)));
        var browser = await app.SignInAsync(person);
        await browser.GoAsync("/admin");
        Assert.Equal("/verify-email/pending", browser.Path);
    }

    [Fact]
    public async Task The_role_goes_to_nobody_and_to_no_unproven_address()
    {
        var person = await app.NewPersonAsync(verified: false);
        Assert.Equal(RoleOutcome.Unproven, await app.GrantAsync(person.Email));
        Assert.Equal(RoleOutcome.NoAccount, await app.GrantAsync("nobody@example.com"));
        Assert.Equal(RoleOutcome.NoAccount, await app.RevokeAsync("nobody@example.com"));
    }

    [Fact]
    public async Task Of_many_grants_at_once_one_changes_something()
    {
        var person = await app.NewPersonAsync();
        var outcomes = await Race.RunAsync(8, _ => app.GrantAsync(person.Email));
        Assert.Single(outcomes, RoleOutcome.Changed);
        Assert.Single(await app.EventsOfAsync(person.Id, "role-granted"));
    }
}
