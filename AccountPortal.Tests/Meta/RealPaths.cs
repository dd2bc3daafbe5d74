using AccountPortal.Tests.Saml;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Tests.Meta;

/// <summary>Addresses of actions with ids that somebody has: an account for administrators to act on, its session, and a company.</summary>
internal sealed class RealPaths
{
    private Guid account;
    private Guid session;
    private TestCompany company = null!;

    /// <summary>Whose account the administration's addresses name.</summary>
    public Person Somebody { get; private set; } = null!;

    public static async Task<RealPaths> MakeAsync(PortalApp app)
    {
        var somebody = await app.NewPersonAsync();
        await app.SignInAsync(somebody);
        return new()
        {
            Somebody = somebody,
            account = somebody.Id,
            session = await app.Db(db => db.Sessions.Where(row => row.UserId == somebody.Id).Select(row => row.Id).SingleAsync()),
            company = await TestCompany.StartAsync(app),
        };
    }

    /// <summary>The action's address; <paramref name="part"/> of it is <paramref name="value"/> as it stands.</summary>
    public string Of(RoutedAction action, string? part = null, string? value = null)
    {
        var path = part is null ? "/" + action.Template : $"/{action.Template}".Replace($"{{{part}}}", value, StringComparison.Ordinal);
        path = path.Replace("{slug}", company.Slug, StringComparison.Ordinal).Replace("{sessionId}", session.ToString(), StringComparison.Ordinal);
        var id = action.Template.StartsWith("admin/accounts", StringComparison.Ordinal) ? account.ToString() : Guid.CreateVersion7().ToString();
        return path.Replace("{id}", id, StringComparison.Ordinal).Replace("{thumbprint}", new string('A', 64), StringComparison.Ordinal);
    }
}
