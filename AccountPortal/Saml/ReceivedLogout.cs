namespace AccountPortal.Saml;

/// <summary>
/// An identity provider's LogoutRequest, signed and meant for us. Sessions of this provider end whose NameID is the same in all four parts and, if
/// the request names any, whose SessionIndex is among them.
/// </summary>
public sealed record ReceivedLogout
{
    /// <summary>To be remembered until <see cref="KeepUntil"/>: it counts once.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset KeepUntil { get; init; }

    public required NameId NameId { get; init; }

    public required IReadOnlyList<string> SessionIndexes { get; init; }

    /// <summary>To be handed back with the answer, never used as an address.</summary>
    public string? RelayState { get; init; }
}
