namespace AccountPortal.Saml;

/// <summary>
/// The answer's status (SAML Core 2.0, 3.2.2). Nobody has to have signed it: it can tell why a sign-in failed and do nothing else. The message is
/// a stranger's text, for administrators, to be escaped.
/// </summary>
public sealed record ProviderStatus(string Code, string? SubCode, string? Message)
{
    public bool IsSuccess => Code == SamlNames.Success;
}
