namespace AccountPortal.Saml.Operation;

/// <summary>Whom it concerns that a company's sign-in is the only one for a domain.</summary>
/// <param name="People">Accounts with addresses of the domain, emergency accounts apart.</param>
/// <param name="Strangers">Those of them whom the company has not signed in yet.</param>
/// <param name="Sessions">Their sessions that were opened another way.</param>
/// <param name="Administrators">Addresses of administrators among them, whom no company can sign in.</param>
public sealed record EnforcementReach(int People, int Strangers, int Sessions, IReadOnlyList<string> Administrators);

/// <summary>Something that has to be so before a domain is enforced, and where that is done.</summary>
public sealed record Condition(string Says, bool IsMet, string Path);
