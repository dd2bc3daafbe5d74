namespace AccountPortal.Sessions;

/// <summary>One session as its owner sees it in the list.</summary>
public record SessionCard
{
    public required Guid Id { get; init; }

    /// <summary>As recognised: "Chrome on macOS".</summary>
    public required string DeviceName { get; init; }

    /// <summary>What the person calls the device, where they gave it a name.</summary>
    public string? GivenName { get; init; }

    public required string Browser { get; init; }
    public required string Os { get; init; }

    /// <summary>desktop, phone, tablet, terminal, bot, tv or unknown.</summary>
    public required string DeviceType { get; init; }

    public required string Ip { get; init; }
    public string? City { get; init; }

    /// <summary>A country's code (ISO 3166-1 alpha-2).</summary>
    public string? Country { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastActiveAt { get; init; }

    /// <summary>When the absolute timeout ends it, however much it is used.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>When it ends if it is left alone from now on: whichever timeout comes first.</summary>
    public DateTimeOffset EndsAt => LastActiveAt + IdleTimeout < ExpiresAt ? LastActiveAt + IdleTimeout : ExpiresAt;

    public required bool IsCurrent { get; init; }
    public bool Remembered { get; init; }

    /// <summary>How it was signed in: password, totp (or RFC 8176's pwd, otp), recovery-code, passkey, saml, email.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    public required string UserAgent { get; init; }

    /// <summary>Whether its device is remembered: then it can be named and forgotten.</summary>
    public bool HasDevice { get; init; }

    /// <summary>Why it is unusual, a phrase each.</summary>
    public IReadOnlyList<string> Unusual { get; init; } = [];

    public string Name => GivenName is { Length: > 0 } given ? given : DeviceName;

    /// <summary>"near Berlin, Germany", as far as it is known.</summary>
    public string? Place => Places.Place.Roughly(City, Country);

    /// <summary>"a password and a code", or null where nothing is recorded.</summary>
    public string? SignedInWith => Methods.Count == 0 ? null : string.Join(" and ", Methods.Select(Plainly));

    private static string Plainly(string method) => method switch
    {
        "password" or "pwd" => "a password",
        "totp" or "otp" => "a code",
        "recovery-code" => "a recovery code",
        "passkey" => "a passkey",
        "saml" => "your company's sign-in",
        "email" => "a link by mail",
        _ => method,
    };
}
