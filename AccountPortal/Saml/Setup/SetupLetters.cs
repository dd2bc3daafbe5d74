using AccountPortal.Accounts;
using AccountPortal.Mail;
using AccountPortal.Security;
using AccountPortal.Shared;
using Microsoft.Extensions.Options;

namespace AccountPortal.Saml.Setup;

/// <summary>What is written to administrators about a company's configuration.</summary>
public sealed class SetupLetters(PublicUrl publicUrl, IOptions<BrandingOptions> branding)
{
    private const int LongestValue = 300;

    /// <summary>Its values are a stranger's text, as everything in metadata is.</summary>
    public Letter Held(Account reader, string slug, string name, IReadOnlyList<ProviderDifference> differences) => new(reader, $"{name}: a change of its sign-in waits for you",
    [
        $"The metadata of {name} says something else now than what is saved in {branding.Value.Name}. Nothing was changed: people still sign in as before.",
        "Ask the company whether it changed this, by a way other than its metadata. If it did, look through the change and save it; their sign-in may stop working otherwise.",
    ])
    {
        Facts = [.. differences.Select(difference => new LetterFact(difference.Fact.Label, $"{Shown(difference.Before)} → {Shown(difference.After)}"))],
        Button = new LetterButton("Look through the change", publicUrl.To($"{ProvidersController.Root}/{slug}/metadata")),
        Footnote = "This mail goes to all administrators, once for each such change.",
    };

    /// <summary>What decides who comes in through an enabled provider is another now, whoever made it so.</summary>
    public Letter Changed(Account reader, string slug, string name, string by, IReadOnlyList<ProviderDifference> differences) => new(reader, $"{name}: whom its sign-in lets in was changed",
    [
        $"What {branding.Value.Name} goes by when people sign in through {name} was changed, and counts already. Whoever holds the new keys or names can come in as anybody of {name}.",
        "If none of you meant this, disable the provider at once: that ends all sessions that it opened. Then look at what was changed, and at who did it.",
    ])
    {
        Facts = [new("Changed by", by), .. differences.Select(difference => new LetterFact(difference.Fact.Label, $"{Shown(difference.Before)} → {Shown(difference.After)}"))],
        Button = new LetterButton("Look at the provider", publicUrl.To($"{ProvidersController.Root}/{slug}")),
        Footnote = "This mail goes to all administrators, for each such change of an enabled provider.",
    };

    private static string Shown(string value) => value.Length == 0 ? "(none)" : value.Length <= LongestValue ? value : value[..LongestValue] + "…";
}
