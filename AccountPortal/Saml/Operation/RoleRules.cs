using AccountPortal.Admin;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Operation;

/// <summary>
/// Which roles a company's groups give and take: the one place that a sign-in and the page that shows what it would do share. Administrators are made and
/// unmade elsewhere, whatever the table says.
/// </summary>
public static class RoleRules
{
    public const int Longest = 50;

    /// <summary>Whether a company may give that role: a name of ASCII letters, digits and hyphens, so that none only looks like another, and not the administrators'.</summary>
    public static bool IsGiven(string role) =>
        role.Length is > 0 and <= Longest && role.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') && !IsAdministrators(role);

    /// <summary>What somebody in those groups is to have. <paramref name="isMade"/>: the account was made by a sign-in of the company.</summary>
    public static string[] Wanted(SamlProvider provider, IReadOnlyCollection<string> groups, bool isMade) =>
    [
        .. provider.GroupRoles.Where(pair => groups.Contains(pair.Key)).Select(pair => pair.Value)
            .Concat(isMade && provider.DefaultRole is { } role ? [role] : [])
            .Where(role => !IsAdministrators(role))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>
    /// What is taken from somebody who has <paramref name="held"/>: what the groups gave before and do not give any more; a role that somebody gave by hand
    /// stays, unless the groups decide.
    /// </summary>
    public static string[] Removed(SamlProvider provider, IReadOnlyCollection<string> given, IReadOnlyCollection<string> held, IReadOnlyCollection<string> wanted) =>
    [
        .. given.Concat(provider.GroupsDecide ? held.Intersect(provider.GroupRoles.Values, StringComparer.OrdinalIgnoreCase) : [])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(wanted, StringComparer.OrdinalIgnoreCase)
            .Where(role => !IsAdministrators(role)),
    ];

    private static bool IsAdministrators(string role) => role.Equals(AdminRole.Name, StringComparison.OrdinalIgnoreCase);
}
