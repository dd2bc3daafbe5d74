using AccountPortal.Data;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Operation;

/// <summary>What changes for somebody at the next sign-in.</summary>
public sealed record RoleEffect(string Email, IReadOnlyList<string> Gained, IReadOnlyList<string> Lost);

/// <summary>A group that the company has named, and how many people are in it.</summary>
public sealed record SeenGroup(string Name, int People);

/// <summary>Foretells what the rules for roles would do to the people whom the company has signed in, by the groups that it named last.</summary>
public sealed class RoleEffects(PortalDbContext db)
{
    private const int MostGroups = 40;

    /// <summary>Those for whom something changes, by address.</summary>
    public async Task<IReadOnlyList<RoleEffect>> OfAsync(SamlProvider provider, CancellationToken cancellationToken)
    {
        var people = await db.SamlIdentities.AsNoTracking().Where(row => row.ProviderId == provider.Id).OrderBy(row => row.Email).ToListAsync(cancellationToken);
        var roles = await db.UserRoles.Where(link => db.SamlIdentities.Any(row => row.ProviderId == provider.Id && row.UserId == link.UserId))
            .Join(db.Roles, link => link.RoleId, role => role.Id, (link, role) => new { link.UserId, Name = role.Name! }).ToListAsync(cancellationToken);
        var held = roles.ToLookup(row => row.UserId, row => row.Name);
        var effects = new List<RoleEffect>();
        foreach (var person in people)
        {
            string[] has = [.. held[person.UserId]];
            var wanted = RoleRules.Wanted(provider, person.Groups, person.MadeAccount);
            string[] gained = [.. wanted.Except(has, StringComparer.OrdinalIgnoreCase)];
            string[] lost = [.. RoleRules.Removed(provider, person.Roles, has, wanted).Intersect(has, StringComparer.OrdinalIgnoreCase)];
            if (gained.Length + lost.Length > 0)
            {
                effects.Add(new(person.Email, gained, lost));
            }
        }

        return effects;
    }

    /// <summary>The groups that were named, the largest first.</summary>
    public async Task<IReadOnlyList<SeenGroup>> GroupsAsync(Guid providerId, CancellationToken cancellationToken) => await db.Database.SqlQuery<SeenGroup>(
        $"""
        select name as "Name", count(*)::int as "People" from saml_identities, unnest(groups) as name where provider_id = {providerId} group by name order by 2 desc, 1 limit {MostGroups}
        """).ToListAsync(cancellationToken);
}
