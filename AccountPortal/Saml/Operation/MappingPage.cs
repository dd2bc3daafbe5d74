using AccountPortal.Saml.Entry;
using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Operation;

/// <summary>What the page of attributes shows around its form. <paramref name="Report"/>: the reader's own last test. <paramref name="People"/>: how many the company has signed in.</summary>
public sealed record MappingPage(SamlProvider Provider, TestReport? Report, int People)
{
    /// <summary>The uses that an attribute can be clicked into, by the form's fields.</summary>
    public static readonly IReadOnlyList<(string Field, string Label)> Uses =
    [
        (nameof(MappingForm.Email), "Email"),
        (nameof(MappingForm.FirstName), "First name"),
        (nameof(MappingForm.LastName), "Last name"),
        (nameof(MappingForm.DisplayName), "Whole name"),
        (nameof(MappingForm.Groups), "Groups"),
        (nameof(MappingForm.AccountKey), "Lasting name"),
    ];

    /// <summary>The form holds what is not saved.</summary>
    public bool IsUnsaved { get; init; }

    /// <summary>Whom the form would make of the test's attributes; <c>null</c> where there is none, or something is missing.</summary>
    public SamlPerson? Person { get; init; }

    public SamlRefusal? Missing { get; init; }

    public Outlook? Outlook { get; init; }

    public IReadOnlyList<SeenGroup> Groups { get; init; } = [];

    /// <summary>What the roles of the form would do to people; <c>null</c> where nobody asked.</summary>
    public IReadOnlyList<RoleEffect>? Effect { get; init; }

    /// <summary>What the form has for that use.</summary>
    public static string? Chosen(MappingForm form, string field) => field switch
    {
        nameof(MappingForm.Email) => form.Email,
        nameof(MappingForm.FirstName) => form.FirstName,
        nameof(MappingForm.LastName) => form.LastName,
        nameof(MappingForm.DisplayName) => form.DisplayName,
        nameof(MappingForm.Groups) => form.Groups,
        _ => form.AccountKey,
    };

    /// <summary>The address of this page with all that is picked, and one more.</summary>
    public string Pick(MappingForm form, string field, string attribute)
    {
        var picks = Uses.Select(use => KeyValuePair.Create(use.Field, use.Field == field ? attribute : Chosen(form, use.Field)));
        return $"/admin/saml-providers/{Provider.Slug}/mapping{QueryString.Create(picks.Where(pick => !string.IsNullOrEmpty(pick.Value)))}#came";
    }
}
