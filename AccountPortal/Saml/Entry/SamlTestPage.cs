using AccountPortal.Saml.Providers;

namespace AccountPortal.Saml.Entry;

/// <summary>What a test sign-in shows: each check as it was done, and whom it would have let in. It has created nothing.</summary>
public sealed record SamlTestPage(SamlProvider Provider, AnswerResult Result);
