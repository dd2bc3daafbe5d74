using System.Globalization;
using AccountPortal.Data;
using AccountPortal.Saml.Operation;
using AccountPortal.Saml.Providers;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Saml.Setup;

/// <summary>The commands <c>saml …</c>, for operators and for set-up as code: by the same rules as the pages.</summary>
internal static class SamlCommand
{
    public const string Name = "saml";

    public const string Help =
        """
          saml import --slug SLUG --name NAME --metadata FILE_OR_URL [--product PRODUCT]
                      [--domain DOMAIN ...] [--domain-verified] [--enable]
                               Sets a company's sign-in up, or changes it to that. With --domain-verified you vouch
                               for the domains, with --enable for the provider without a test sign-in.
          saml list            Lists the providers, one a line.
          saml show SLUG       Tells all that is configured of one, and what proves its domains.
          saml disable SLUG    Stops it at once, and ends the sessions that it opened.
          saml rotate-keys [SLUG]
                               The next step of changing our keys, of one provider or of all: first the next key is
                               announced in our metadata, then, run again, it is used.
        """;

    private const string Usage = "Use saml import, saml list, saml show SLUG, saml disable SLUG or saml rotate-keys [SLUG]; --help tells more.";
    private static readonly string[] Valued = ["--slug", "--name", "--metadata", "--product", "--domain"];
    private static readonly string[] Switches = ["--domain-verified", "--enable"];

    /// <summary>What is left for the settings: only what looks like one (<c>--Section:Key=value</c>).</summary>
    public static string[] Settings(string[] args) => args is [Name, ..] ? [.. args.Where(IsSetting)] : args;

    /// <summary>The arguments after <c>saml</c>, without settings.</summary>
    public static string[] Words(string[] args) => [.. args.Skip(1).Where(arg => !IsSetting(arg))];

    /// <summary>Whether the arguments are understood; otherwise there is no need for a database.</summary>
    public static bool IsOne(string[] words) => words is ["list"] or ["show" or "disable", _] or ["rotate-keys"] or ["rotate-keys", _] || Wish(words) is not null;

    public static Task<int> RefuseAsync() => FailAsync(Usage, 2);

    /// <summary>0: it is so now. 1: it cannot be. 2: the command is not understood.</summary>
    public static async Task<int> RunAsync(string[] words, IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider;
        return words switch
        {
            ["list"] => await ListAsync(provider, cancellationToken),
            ["show", var slug] => await ShowAsync(provider, slug, cancellationToken),
            ["disable", var slug] => await DisableAsync(provider, slug, cancellationToken),
            ["rotate-keys", .. var slugs] => await RotateAsync(provider, slugs, cancellationToken),
            _ => await ImportAsync(provider, Wish(words)!, cancellationToken),
        };
    }

    private static async Task<int> ImportAsync(IServiceProvider services, ImportWish wish, CancellationToken cancellationToken)
    {
        var (said, problem) = await services.GetRequiredService<SamlImport>().RunAsync(wish, cancellationToken);
        said.ToList().ForEach(Console.WriteLine);
        return problem is null ? 0 : await FailAsync(problem, 1);
    }

    private static async Task<int> ListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var row in await services.GetRequiredService<ProviderList>().ReadAsync(cancellationToken))
        {
            var domains = row.Domains.Count == 0 ? "no domain" : string.Join(", ", row.Domains.Select(domain => domain.Domain + (domain.VerifiedAt is null ? " (not proven)" : "")));
            var certificate = row.Certificate is null ? "no certificate" : row.Certificate.IsExpired ? "certificate expired" : string.Create(CultureInfo.InvariantCulture, $"certificate {row.Certificate.DaysLeft} days");
            Console.WriteLine($"{row.Provider.Slug}  {ProviderWords.State(row.Provider)}  {row.Provider.Name}  {domains}  {certificate}  {row.Health}");
        }

        return 0;
    }

    private static async Task<int> ShowAsync(IServiceProvider services, string slug, CancellationToken cancellationToken)
    {
        if (await ProviderPage.FindAsync(services.GetRequiredService<PortalDbContext>(), slug, cancellationToken) is not { } page)
        {
            return await NoneAsync(slug);
        }

        var (provider, addresses, now) = (page.Provider, services.GetRequiredService<SamlAddresses>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        Tell("State", ProviderWords.State(provider) + (provider.WasVouchedFor ? ", enabled by an operator without a test" : ""));
        Tell("Test", provider.TestedVersion is null ? "none passed yet" : provider.TestedVersion == provider.Version ? "passed for exactly this configuration" : "passed for an earlier configuration");
        Tell("Our ACS URL", addresses.Acs(provider));
        Tell("Our entity ID and metadata", addresses.EntityId(provider));
        Tell("Our sign-out URL", addresses.Logout(provider));
        page.Facts.Where(fact => fact.Value.Length > 0 && fact.Part != ProviderPart.Certificates).ToList().ForEach(fact => Tell(fact.Label, fact.Value));
        CertificateRow.Of(page.Certificates, now).ToList().ForEach(row => Tell("Certificate", string.Create(CultureInfo.InvariantCulture, $"{row.Certificate.Thumbprint} {row.State}, {row.DaysLeft} days left")));
        page.Domains.ToList().ForEach(domain => Tell("Domain", Domain(domain)));
        if (provider.PendingMetadata is not null)
        {
            Tell("Mind", "their metadata would change what can't change by itself; look through it in the administration");
        }

        return 0;
    }

    private static async Task<int> DisableAsync(IServiceProvider services, string slug, CancellationToken cancellationToken)
    {
        var result = await services.GetRequiredService<ProviderActivation>().DisableAsync(null, slug, new() { ["by"] = "command" }, cancellationToken);
        return result.Outcome switch
        {
            ActivationOutcome.NotFound => await NoneAsync(slug),
            ActivationOutcome.Unchanged => Say($"{slug} is disabled already."),
            _ => Say(string.Create(CultureInfo.InvariantCulture, $"{slug} is disabled. Sessions that ended: {result.Sessions}.")),
        };
    }

    private static async Task<int> RotateAsync(IServiceProvider services, string[] slugs, CancellationToken cancellationToken)
    {
        var rotation = services.GetRequiredService<KeyRotation>();
        var all = slugs is [var one] ? [one] : await services.GetRequiredService<PortalDbContext>().SamlProviders.OrderBy(row => row.Slug).Select(row => row.Slug).ToListAsync(cancellationToken);
        foreach (var slug in all)
        {
            switch (await rotation.StepAsync(null, slug, cancellationToken))
            {
                case null:
                    return await NoneAsync(slug);
                case KeyStep.Announced:
                    Say($"{slug}: the next key stands in our metadata. Once the company has it, run this again to use it.");
                    break;
                default:
                    Say($"{slug}: the next key is used from now on.");
                    break;
            }
        }

        return 0;
    }

    private static string Domain(SamlDomain domain) => domain switch
    {
        { VerifiedAt: null } => $"{domain.Domain}, waits for the TXT record {DomainProof.RecordOf(domain.Domain)} = {domain.Token}",
        { WasVouchedFor: true } => $"{domain.Domain}, by an operator's word",
        { LostAt: not null } => $"{domain.Domain}, whose proof was lost",
        _ => $"{domain.Domain}, proven",
    };

    // Null for arguments that are no import: a word that nobody knows may be a rule that somebody relies on.
    private static ImportWish? Wish(string[] words)
    {
        if (words is not ["import", .. var rest])
        {
            return null;
        }

        var values = Valued.ToDictionary(name => name, _ => new List<string>());
        var given = new HashSet<string>();
        for (var at = 0; at < rest.Length; at++)
        {
            var (name, value) = rest[at].Split('=', 2) is [var before, var after] ? (before, after) : (rest[at], null);
            if (Switches.Contains(name) && value is null)
            {
                given.Add(name);
            }
            else if (values.TryGetValue(name, out var list) && (value ?? (at + 1 < rest.Length ? rest[++at] : null)) is { Length: > 0 } text)
            {
                list.Add(text);
            }
            else
            {
                return null;
            }
        }

        var isFine = values["--slug"].Count == 1 && values["--metadata"].Count == 1 && values["--name"].Count <= 1 && values["--product"].Count <= 1 && (values["--domain"].Count > 0 || !given.Contains("--domain-verified"));
        return !isFine ? null : new()
        {
            Slug = values["--slug"][0],
            Metadata = values["--metadata"][0],
            Name = values["--name"].FirstOrDefault(),
            Product = values["--product"].FirstOrDefault(),
            Domains = values["--domain"],
            DomainVerified = given.Contains("--domain-verified"),
            Enable = given.Contains("--enable"),
        };
    }

    private static bool IsSetting(string arg) => arg.StartsWith("--", StringComparison.Ordinal) && arg.Split('=')[0].Contains(':', StringComparison.Ordinal);

    private static void Tell(string label, string value) => Console.WriteLine($"{label}: {value}");

    private static Task<int> NoneAsync(string slug) => FailAsync($"There is no provider {slug}.", 1);

    private static int Say(string line)
    {
        Console.WriteLine(line);
        return 0;
    }

    private static async Task<int> FailAsync(string line, int exitCode)
    {
        await Console.Error.WriteLineAsync(line);
        return exitCode;
    }
}
