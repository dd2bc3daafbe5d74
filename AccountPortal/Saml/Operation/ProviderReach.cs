using AccountPortal.Shared;

namespace AccountPortal.Saml.Operation;

/// <summary>Whom a provider concerns. <paramref name="WithoutPassword"/>: people who have neither a password nor a passkey here.</summary>
public sealed record ProviderReach(int People, int Sessions, int WithoutPassword, int WithRoles, IReadOnlyList<string> Domains, IReadOnlyList<string> Enforced)
{
    /// <summary>"1 person", "4 people".</summary>
    public static string Persons(int number) => number == 1 ? "1 person" : $"{number} people";

    /// <summary>"1 session ends", "4 sessions end".</summary>
    public static string Ending(int number) => $"{Duration.Count(number, "session")} {(number == 1 ? "ends" : "end")}";
}
