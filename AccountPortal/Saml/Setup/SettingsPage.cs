namespace AccountPortal.Saml.Setup;

/// <summary>The page of a provider's settings. <paramref name="Conflicts"/>: where what is saved meanwhile is another than what was typed.</summary>
public sealed record SettingsPage(ProviderPage Page, SettingsForm Form, TimeSpan UsualSessionAge, IReadOnlyList<ProviderDifference> Conflicts);
