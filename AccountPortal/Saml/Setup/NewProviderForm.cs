using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Setup;

/// <summary>What a provider begins with: what it is, what people call the company, and its part of our addresses.</summary>
public sealed record NewProviderForm
{
    // Words that read like a page of ours, or are one.
    private static readonly string[] Reserved = ["new", "admin", "metadata", "acs", "logout", "test"];

    public string? Product { get; init; }

    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string KeptName => Name?.Trim() ?? "";

    public string KeptSlug => Slug?.Trim() ?? "";

    public bool IsFine(ModelStateDictionary problems)
    {
        CheckName(Name, problems, nameof(Name));
        if (!SamlProducts.All.Any(product => product.Id == Product))
        {
            problems.AddModelError(nameof(Product), "Choose the product; \"Another product\" fits all.");
        }

        if (!SamlSlug.IsOne(KeptSlug) || Reserved.Contains(KeptSlug))
        {
            problems.AddModelError(nameof(Slug), $"Use 1 to {SamlSlug.Longest} letters a to z, digits, and hyphens between them{(Reserved.Contains(KeptSlug) ? $"; not \"{KeptSlug}\", which is a page's own" : "")}.");
        }

        return problems.IsValid;
    }

    public static void CheckName(string? name, ModelStateDictionary problems, string field)
    {
        var kept = name?.Trim() ?? "";
        if (kept.Length is 0 or > SamlProvider.NameLength || !DisplayName.IsClean(kept))
        {
            problems.AddModelError(field, $"Enter the company's name as its people know it, in at most {SamlProvider.NameLength} characters.");
        }
    }

    public SamlProvider ToProvider(DateTimeOffset now)
    {
        var product = SamlProducts.Of(Product);
        return new()
        {
            Id = Guid.CreateVersion7(now), Slug = KeptSlug, Name = KeptName, Product = product.Id, CreatedAt = now,
            // Not known yet; without a certificate nothing is believed.
            EntityId = "", SignInUrl = "",
            NameIdFormat = product.NameIdFormat, Mapping = product.Mapping,
        };
    }
}
