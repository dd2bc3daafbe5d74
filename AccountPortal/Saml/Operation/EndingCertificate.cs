namespace AccountPortal.Saml.Operation;

/// <summary>A certificate whose end is near. <paramref name="Days"/>: the warning that is due. <paramref name="HasNext"/>: a later one is trusted beside it.</summary>
public sealed record EndingCertificate(bool IsOurs, string Subject, string Thumbprint, DateTimeOffset NotAfter, int Days, bool HasNext);
