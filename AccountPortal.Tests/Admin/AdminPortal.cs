using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Admin;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Admin;

/// <summary>Administrators, and what they leave behind.</summary>
internal static class AdminPortal
{
    /// <summary>Somebody with the role, as the command gives it.</summary>
    public static async Task<Person> NewAdministratorAsync(this PortalApp app, string? email = null)
    {
        var person = await app.NewPersonAsync(email: email);
        Assert.Equal(RoleOutcome.Changed, await app.GrantAsync(person.Email));
        return person;
    }

    /// <summary>A browser in which a new administrator is signed in.</summary>
    public static async Task<Browser> SignInAdministratorAsync(this PortalApp app) => await app.SignInAsync(await app.NewAdministratorAsync());

    public static Task<RoleOutcome> GrantAsync(this PortalApp app, string email) => app.With((Administrators administrators) => administrators.GrantAsync(Address(email), default));

    public static Task<RoleOutcome> RevokeAsync(this PortalApp app, string email) => app.With((Administrators administrators) => administrators.RevokeAsync(Address(email), default));

    /// <summary>What happened to the account, the oldest first.</summary>
    public static Task<List<SecurityEvent>> EventsOfAsync(this PortalApp app, Guid accountId, string kind) =>
        app.Db(db => db.SecurityEvents.AsNoTracking().Where(row => row.AccountId == accountId && row.Kind == kind).OrderBy(row => row.Id).ToListAsync());

    /// <summary>Opens the page of an act and does it.</summary>
    public static async Task ActAsync(this Browser browser, string path, object fields)
    {
        await browser.GoAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.OK, browser.Status);
        await browser.SubmitAsync(path, fields);
    }

    public static string? Notice(this Browser browser) => browser.Page.QuerySelector("main .notice")?.TextContent.Trim();

    private static EmailAddress Address(string email) => EmailAddress.TryParse(email, out var address) ? address : throw new ArgumentException(email);
}
