using System.Globalization;

namespace AccountPortal.Gateway;

/// <summary>What a live session still lacks for what a gateway demands.</summary>
internal enum Lack
{
    Nothing,
    Role,
    VerifiedEmail,
    FreshConfirmation,
}

/// <summary>
/// What a gateway demands of a session beyond that it lives: the parameters of <c>GET /session/verify</c>, which the way back to the app carries along. <paramref name="Roles"/>:
/// of each group one.
/// </summary>
internal sealed record GatewayDemand(bool RequireVerified, TimeSpan? MaxAge, IReadOnlyList<string[]> Roles, bool Redirects)
{
    public static readonly GatewayDemand Nothing = new(false, null, [], false);

    private static readonly int MostSeconds = (int)TimeSpan.FromDays(366).TotalSeconds;

    /// <summary>
    /// Reads the parameters; <c>null</c> where one is not known or not understood. A demand that was mistyped must not be one that nobody made.
    /// <paramref name="besides"/>: a parameter that is somebody else's.
    /// </summary>
    public static GatewayDemand? Read(IQueryCollection query, string? besides = null)
    {
        var demand = Nothing;
        foreach (var (key, values) in query)
        {
            if (key.Equals("role", StringComparison.OrdinalIgnoreCase))
            {
                demand = demand with { Roles = [.. values.Select(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))] };
            }
            else if (key.Equals(besides, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            else if (values is not [var value] || With(demand, key, value) is not { } next)
            {
                return null;
            }
            else
            {
                demand = next;
            }
        }

        return demand.Roles.Any(group => group.Any(string.IsNullOrEmpty)) ? null : demand;
    }

    /// <summary>What is missing; what a person can do nothing about comes first.</summary>
    public Lack Missing(bool isVerified, DateTimeOffset confirmedAt, string[] roles, DateTimeOffset now) =>
        !Roles.All(group => group.Any(roles.Contains)) ? Lack.Role
        : RequireVerified && !isVerified ? Lack.VerifiedEmail
        : MaxAge is { } age && now >= confirmedAt + age ? Lack.FreshConfirmation
        : Lack.Nothing;

    /// <summary>The same as parameters, for the way back to the app.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Parameters() =>
    [
        .. RequireVerified ? [new("requireVerified", "true")] : Array.Empty<KeyValuePair<string, string?>>(),
        .. MaxAge is { } age ? [new("maxAge", ((int)age.TotalSeconds).ToString(CultureInfo.InvariantCulture))] : Array.Empty<KeyValuePair<string, string?>>(),
        .. Roles.Select(group => KeyValuePair.Create<string, string?>("role", string.Join(',', group))),
    ];

    private static GatewayDemand? With(GatewayDemand demand, string key, string? value) => key.ToLowerInvariant() switch
    {
        "requireverified" => bool.TryParse(value, out var flag) ? demand with { RequireVerified = flag } : null,
        "redirect" => bool.TryParse(value, out var flag) ? demand with { Redirects = flag } : null,
        "maxage" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 && seconds <= MostSeconds
            ? demand with { MaxAge = TimeSpan.FromSeconds(seconds) }
            : null,
        _ => null,
    };
}
