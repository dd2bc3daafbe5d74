namespace AccountPortal.Saml;

/// <summary>An identity provider's LogoutResponse to a request of ours. It ends nothing by itself: our session ended before we asked.</summary>
public sealed record ReceivedLogoutAnswer(string InResponseTo, ProviderStatus Status, string? RelayState);
