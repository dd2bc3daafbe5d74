using System.Globalization;
using AccountPortal.Accounts;
using AccountPortal.Saml.Providers;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace AccountPortal.Saml.Setup;

/// <summary>How a provider's sign-in is done, within what is safe.</summary>
public sealed record SettingsForm
{
    public const int LongestContact = 200;
    public const int LongestName = 256;
    public const int MostContexts = 10;
    private static readonly string?[] Formats = [null, NameIdFormats.Persistent, NameIdFormats.EmailAddress, NameIdFormats.Unspecified];

    /// <summary>What the page showed as saved (see <see cref="ConfigurationFingerprint"/>).</summary>
    public string? Seen { get; init; }

    public string? Name { get; init; }

    public string? Product { get; init; }

    public bool SignsRequests { get; init; }

    public bool RequiresEncryption { get; init; }

    public bool AcceptsSignedResponseOnly { get; init; }

    public string? SignInBinding { get; init; }

    public string? NameIdFormat { get; init; }

    public string? AccountKey { get; init; }

    /// <summary>One a line.</summary>
    public string? AuthnContexts { get; init; }

    /// <summary>In seconds.</summary>
    public string? ClockSkew { get; init; }

    public bool ForcesAuthentication { get; init; }

    public bool TellsEmail { get; init; }

    public bool AsksSecondFactor { get; init; }

    /// <summary>In hours; empty for what holds for all.</summary>
    public string? MaxSessionAge { get; init; }

    public bool SendsLogout { get; init; }

    public bool AllowsUnsolicited { get; init; }

    public bool CreatesAccounts { get; init; }

    public string? Contact { get; init; }

    public static SettingsForm Of(SamlProvider provider, string seen) => new()
    {
        Seen = seen,
        Name = provider.Name,
        Product = provider.Product,
        SignsRequests = provider.SignsRequests,
        RequiresEncryption = provider.RequiresEncryption,
        AcceptsSignedResponseOnly = provider.AcceptsSignedResponseOnly,
        SignInBinding = provider.SignInBinding,
        NameIdFormat = provider.NameIdFormat,
        AccountKey = provider.Mapping.AccountKey,
        AuthnContexts = string.Join('\n', provider.AuthnContexts),
        ClockSkew = provider.ClockSkew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        ForcesAuthentication = provider.ForcesAuthentication,
        TellsEmail = provider.TellsEmail,
        AsksSecondFactor = provider.AsksSecondFactor,
        MaxSessionAge = provider.MaxSessionAge?.TotalHours.ToString("0.##", CultureInfo.InvariantCulture),
        SendsLogout = provider.SendsLogout,
        AllowsUnsolicited = provider.AllowsUnsolicited,
        CreatesAccounts = provider.CreatesAccounts,
        Contact = provider.Contact,
    };

    public bool IsFine(ModelStateDictionary problems)
    {
        NewProviderForm.CheckName(Name, problems, nameof(Name));
        Demand(Skew is not null, nameof(ClockSkew), $"Enter 0 to {ExpectedResponse.LongestSkew.TotalSeconds:0} seconds: what is accepted for longer can be replayed for longer.");
        Demand(string.IsNullOrWhiteSpace(MaxSessionAge) || SessionAge is not null, nameof(MaxSessionAge), "Enter hours from 0.25 to 720, or nothing for what holds for all.");
        Demand(Formats.Contains(Text(NameIdFormat)), nameof(NameIdFormat), "Choose one of the formats.");
        Demand(Text(AccountKey) is not { } key || (key.Length <= LongestName && !key.Any(char.IsControl)), nameof(AccountKey), $"Enter an attribute's name, in at most {LongestName} characters.");
        Demand(Contexts.Length <= MostContexts && Array.TrueForAll(Contexts, context => context.Length <= LongestName && !context.Any(char.IsWhiteSpace)), nameof(AuthnContexts), $"Enter at most {MostContexts} identifiers, one a line.");
        Demand(Text(Contact) is not { } contact || (contact.Length <= LongestContact && DisplayName.IsClean(contact)), nameof(Contact), $"Write at most {LongestContact} characters, in one line.");
        return problems.IsValid;

        void Demand(bool isFine, string field, string words)
        {
            if (!isFine)
            {
                problems.AddModelError(field, words);
            }
        }
    }

    /// <summary>Writes it into the provider. Only after <see cref="IsFine"/>.</summary>
    public void WriteTo(SamlProvider provider)
    {
        (provider.Name, provider.Product) = (Name!.Trim(), SamlProducts.Of(Product).Id);
        (provider.SignsRequests, provider.RequiresEncryption, provider.AcceptsSignedResponseOnly) = (SignsRequests, RequiresEncryption, AcceptsSignedResponseOnly);
        provider.SignInBinding = SignInBinding == SamlBinding.Post ? SamlBinding.Post : SamlBinding.Redirect;
        (provider.NameIdFormat, provider.AuthnContexts, provider.ClockSkew) = (Text(NameIdFormat), Contexts, Skew!.Value);
        provider.Mapping = provider.Mapping with { AccountKey = Text(AccountKey) };
        (provider.ForcesAuthentication, provider.TellsEmail, provider.AsksSecondFactor) = (ForcesAuthentication, TellsEmail, AsksSecondFactor);
        // There is nowhere to send it otherwise.
        (provider.MaxSessionAge, provider.SendsLogout) = (SessionAge, SendsLogout && provider.LogoutUrl is not null);
        (provider.AllowsUnsolicited, provider.CreatesAccounts, provider.Contact) = (AllowsUnsolicited, CreatesAccounts, Text(Contact));
    }

    private string[] Contexts => [.. (AuthnContexts ?? "").Split(['\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private TimeSpan? Skew => int.TryParse(ClockSkew?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= ExpectedResponse.LongestSkew.TotalSeconds
        ? TimeSpan.FromSeconds(seconds)
        : null;

    private TimeSpan? SessionAge => decimal.TryParse(MaxSessionAge?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && hours is >= 0.25m and <= 720m
        ? TimeSpan.FromMinutes((double)Math.Round(hours * 60))
        : null;

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
