using AccountPortal.Saml.Providers;
using AccountPortal.Saml.Setup;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Operation;

/// <summary>Which attribute says what, and which group gives which role, as an administrator fills it in. Nothing: the NameID, or nobody.</summary>
public sealed record MappingForm
{
    public const int LongestName = 256;
    public const int MostGroups = 200;

    public string? AccountKey { get; init; }

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Groups { get; init; }

    public string? RequiredGroup { get; init; }

    /// <summary>Line by line: this group …</summary>
    public string?[] Group { get; init; } = [];

    /// <summary>… gives this role.</summary>
    public string?[] Role { get; init; } = [];

    public string? DefaultRole { get; init; }

    public bool GroupsDecide { get; init; }

    /// <summary>What the page showed (see <see cref="ConfigurationFingerprint"/>).</summary>
    public string? Seen { get; init; }

    /// <summary>"preview" shows what it would do, and saves nothing.</summary>
    public string? Act { get; init; }

    public AttributeMapping Mapping => new()
    {
        AccountKey = Kept(AccountKey),
        Email = Kept(Email),
        DisplayName = Kept(DisplayName),
        FirstName = Kept(FirstName),
        LastName = Kept(LastName),
        Groups = Kept(Groups),
    };

    /// <summary>The lines that say something.</summary>
    public IReadOnlyList<(string Group, string Role)> Lines =>
        [.. Group.Zip(Role).Take(MostGroups).Select(line => (Kept(line.First) ?? "", Kept(line.Second) ?? "")).Where(line => line.Item1.Length + line.Item2.Length > 0)];

    public static MappingForm Of(SamlProvider provider)
    {
        var (mapping, roles) = (provider.Mapping, provider.GroupRoles.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList());
        return new()
        {
            AccountKey = mapping.AccountKey,
            Email = mapping.Email,
            DisplayName = mapping.DisplayName,
            FirstName = mapping.FirstName,
            LastName = mapping.LastName,
            Groups = mapping.Groups,
            RequiredGroup = provider.RequiredGroup,
            Group = [.. roles.Select(pair => pair.Key)],
            Role = [.. roles.Select(pair => pair.Value)],
            DefaultRole = provider.DefaultRole,
            GroupsDecide = provider.GroupsDecide,
            Seen = ConfigurationFingerprint.Of(ProviderFacts.Of(provider, []), ProviderPart.Mapping),
        };
    }

    /// <summary>The same with what was picked from a test put in.</summary>
    public MappingForm With(MappingPicks picks) => this with
    {
        AccountKey = picks.AccountKey ?? AccountKey,
        Email = picks.Email ?? Email,
        DisplayName = picks.DisplayName ?? DisplayName,
        FirstName = picks.FirstName ?? FirstName,
        LastName = picks.LastName ?? LastName,
        Groups = picks.Groups ?? Groups,
    };

    /// <summary>Puts it into the provider, which the caller saves.</summary>
    public void Apply(SamlProvider provider)
    {
        provider.Mapping = Mapping;
        provider.RequiredGroup = Kept(RequiredGroup);
        provider.GroupRoles = Lines.ToDictionary(line => line.Group, line => line.Role);
        provider.DefaultRole = Kept(DefaultRole);
        provider.GroupsDecide = GroupsDecide;
    }

    /// <summary>Checks what was typed and puts what is wrong beside its field.</summary>
    public bool IsFine(ModelStateDictionary problems)
    {
        foreach (var (field, text) in new[] { (nameof(AccountKey), AccountKey), (nameof(Email), Email), (nameof(DisplayName), DisplayName), (nameof(FirstName), FirstName), (nameof(LastName), LastName), (nameof(Groups), Groups), (nameof(RequiredGroup), RequiredGroup) })
        {
            if (!IsName(text))
            {
                problems.AddModelError(field, $"At most {LongestName} characters, and only such that can be seen.");
            }
        }

        if (Kept(DefaultRole) is { } role && RoleProblem(role) is { } problem)
        {
            problems.AddModelError(nameof(DefaultRole), problem);
        }

        if (Kept(RequiredGroup) is not null && Kept(Groups) is null)
        {
            problems.AddModelError(nameof(RequiredGroup), "Choose the attribute that holds the groups first: otherwise nobody is in any.");
        }

        CheckLines(problems);
        return problems.IsValid;
    }

    private void CheckLines(ModelStateDictionary problems)
    {
        // Beside the table as a whole: which line it is the message says.
        foreach (var (group, role) in Lines)
        {
            if (group.Length == 0 || role.Length == 0)
            {
                problems.AddModelError(nameof(Group), $"A line needs both a group and a role: \"{group}{role}\" stands alone.");
            }
            else if (!IsName(group))
            {
                problems.AddModelError(nameof(Group), $"The name of a group has at most {LongestName} characters, and only such that can be seen.");
            }
            else if (RoleProblem(role) is { } problem)
            {
                problems.AddModelError(nameof(Group), $"{group}: {problem}");
            }
        }

        if (Lines.GroupBy(line => line.Group).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            problems.AddModelError(nameof(Group), $"The group \"{twice.Key}\" stands there twice.");
        }

        if (Lines.Count > 0 && Kept(Groups) is null)
        {
            problems.AddModelError(nameof(Groups), "Choose the attribute that holds the groups: otherwise none gives a role.");
        }
    }

    private static string? RoleProblem(string role) => RoleRules.IsGiven(role) ? null
        : role.Equals(Admin.AdminRole.Name, StringComparison.OrdinalIgnoreCase) ? "No company makes administrators. They are made by a command of this portal."
        : $"A role is 1 to {RoleRules.Longest} letters a to z, digits and hyphens.";

    private static bool IsName(string? text) => text is null || (text.Length <= LongestName && Accounts.DisplayName.IsClean(text));

    private static string? Kept(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>What was clicked among the attributes of the last test; not saved yet.</summary>
public sealed record MappingPicks
{
    public string? AccountKey { get; init; }

    public string? Email { get; init; }

    public string? DisplayName { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Groups { get; init; }

    public bool IsAny => this != new MappingPicks();
}
