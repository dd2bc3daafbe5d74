namespace AccountPortal.Saml;

/// <summary>What came of reading a logout message: the message, or the refusal; the checks in either case.</summary>
public sealed record LogoutOutcome<TMessage>(TMessage? Message, SamlRefusal? Refusal, IReadOnlyList<CheckResult> Checks, Exception? Fault)
    where TMessage : class;
