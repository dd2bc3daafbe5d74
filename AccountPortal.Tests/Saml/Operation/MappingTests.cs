using System.Net;
using AccountPortal.Admin;
using AccountPortal.Tests.Admin;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Saml.Operation;

/// <summary>Which group gives which role: shown before it is saved, never more than an administrator allowed, never the administrators' own.</summary>
public class MappingTests(OperationPortal portal) : IClassFixture<OperationPortal>
{
    private readonly PortalApp app = portal.App;

    [Theory]
    [InlineData("admin")]
    [InlineData("ADMIN")]
    [InlineData("admın")]
    [InlineData("ａdmin")]
    [InlineData("a role")]
    [InlineData("x,admin")]
    [InlineData("")]
    public async Task No_company_is_allowed_to_give_such_a_role(string role)
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await SaveAsync(browser, company, [("staff", role)]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await SaveAsync(browser, company, [], new() { ["defaultRole"] = role });
        Assert.Equal(role.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, browser.Status);
        var provider = await app.ProviderAsync(company);
        Assert.True(provider is { GroupRoles.Count: 0, DefaultRole: null });
    }

    [Fact]
    public async Task What_the_roles_would_do_is_shown_first_and_done_at_the_next_sign_in()
    {
        var (company, browser) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync());
        await company.SignInAsync(app.NewBrowser());
        var id = await IdAsync(company);
        await GiveAsync(id, "editor");
        await SaveAsync(browser, company, [("staff", "support"), ("writers", "editor")], new() { ["groupsDecide"] = "true", ["defaultRole"] = "member", ["act"] = "preview" });
        Assert.Contains("At their next sign-in, 1 person would get a role and 1 person would lose one.", browser.Words(), StringComparison.Ordinal);
        Assert.Contains($"{company.Address()}: gets support, member; loses editor", browser.Words(), StringComparison.Ordinal);
        Assert.Empty((await app.ProviderAsync(company)).GroupRoles);
        await company.SignInAsync(app.NewBrowser());
        Assert.Equal(["editor"], await RolesAsync(id));

        // By hand wins unless it is said otherwise.
        await SaveAsync(browser, company, [("staff", "support"), ("writers", "editor")], new() { ["defaultRole"] = "member" });
        await company.SignInAsync(app.NewBrowser());
        Assert.Equal(["editor", "member", "support"], await RolesAsync(id));
        await SaveAsync(browser, company, [("staff", "support"), ("writers", "editor")], new() { ["groupsDecide"] = "true" });
        await company.SignInAsync(app.NewBrowser());
        Assert.Equal(["support"], await RolesAsync(id));
        var changed = await app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.Kind == "provider-changed").OrderByDescending(row => row.Id).FirstAsync());
        Assert.Equal("off → on", changed.Detail("groupsDecide"));
    }

    [Theory]
    [InlineData("google", null, null, true)]
    [InlineData("other", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", null, true)]
    [InlineData("google", null, "employee", false)]
    [InlineData("other", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", null, false)]
    public async Task An_address_as_the_lasting_name_is_warned_of_before_anybody_signs_in(string product, string? format, string? key, bool isWarned)
    {
        var (company, browser) = (await Operating.DraftAsync(app, provider =>
        {
            (provider.Product, provider.NameIdFormat, provider.Mapping) = (product, format, provider.Mapping with { AccountKey = key });
        }), await app.SignInAdministratorAsync());
        foreach (var page in new[] { "", "/mapping" })
        {
            await browser.GoAsync(company.Root() + page);
            Assert.Equal(isWarned, browser.Words().Contains("When somebody leaves and the address passes to somebody new", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Administrators_stay_what_they_are_whatever_the_table_says()
    {
        // As somebody could write it into the database.
        var company = await TestCompany.StartAsync(app, provider => (provider.GroupRoles, provider.DefaultRole, provider.GroupsDecide) = (new() { ["nobody"] = "Admin" }, "admin", true));
        await company.SignInAsync(app.NewBrowser());
        var id = await IdAsync(company);
        Assert.Empty(await RolesAsync(id));
        await GiveAsync(id, AdminRole.Name);
        await company.SignInAsync(app.NewBrowser());
        Assert.Equal([AdminRole.Name], await RolesAsync(id));
    }

    [Fact]
    public async Task Somebody_elses_change_is_not_overwritten_unseen()
    {
        var (company, first, second) = (await TestCompany.StartAsync(app), await app.SignInAdministratorAsync(), await app.SignInAdministratorAsync());
        await first.GoAsync(company.Root() + "/mapping");
        await second.GoAsync(company.Root() + "/mapping");
        await first.SubmitAsync("Save", new { firstName = "givenName" });
        await second.SubmitAsync("Save", new { lastName = "sn" });
        Assert.Equal(HttpStatusCode.Conflict, second.Status);
        Assert.Equal(("givenName", null), ((await app.ProviderAsync(company)).Mapping.FirstName, (await app.ProviderAsync(company)).Mapping.LastName));
    }

    [Fact]
    public async Task A_group_that_is_required_keeps_others_out()
    {
        var (company, browser) = (await TestCompany.StartAsync(app, provider => provider.Mapping = new() { Email = "email" }), await app.SignInAdministratorAsync());
        await browser.GoAsync(company.Root() + "/mapping");
        await browser.SubmitAsync("Save", new { requiredGroup = "board" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        await browser.SubmitAsync("Save", new { requiredGroup = "board", groups = "groups" });
        Assert.StartsWith("It is saved.", browser.Notice(), StringComparison.Ordinal);
        var person = app.NewBrowser();
        await company.SignInAsync(person);
        Assert.Equal(HttpStatusCode.Forbidden, person.Status);
        await company.TestAsync(browser);
        Assert.Contains("They would not come in: they are not in the group \"board\".", browser.Words(), StringComparison.Ordinal);
    }

    // What the page's lines hold, filled in: fields of one name, which the form of a page has several of.
    private static async Task SaveAsync(Browser browser, TestCompany company, (string Group, string Role)[] lines, Dictionary<string, string>? more = null)
    {
        await browser.GoAsync(company.Root() + "/mapping");
        string Value(string name) => browser.Page.QuerySelector($"main form [name={name}]")!.GetAttribute("value") ?? "";
        var fields = new List<KeyValuePair<string, string>>
        {
            new("csrf", Value("csrf")), new("seen", Value("seen")), new("email", "email"), new("groups", "groups"),
        };
        fields.AddRange(lines.SelectMany(line => (KeyValuePair<string, string>[])[new("group", line.Group), new("role", line.Role)]));
        fields.AddRange(more ?? []);
        using var content = new FormUrlEncodedContent(fields);
        await browser.PostAsync(company.Root() + "/mapping", content);
    }

    private Task<Guid> IdAsync(TestCompany company) => app.Db(db => db.SamlIdentities.Where(row => row.ProviderId == company.Id).Select(row => row.UserId).SingleAsync());

    private Task GiveAsync(Guid id, string name) => app.Db(async db =>
    {
        var role = await db.Roles.SingleOrDefaultAsync(row => row.Name == name) ?? db.Add(new IdentityRole<Guid> { Id = Guid.CreateVersion7(), Name = name, NormalizedName = name.ToUpperInvariant() }).Entity;
        db.Add(new IdentityUserRole<Guid> { UserId = id, RoleId = role.Id });
        await db.SaveChangesAsync();
    });

    private Task<string[]> RolesAsync(Guid id) => app.Db(db =>
        db.UserRoles.Where(link => link.UserId == id).Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => role.Name!).OrderBy(name => name).ToArrayAsync());
}
