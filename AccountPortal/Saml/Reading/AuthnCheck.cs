using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>How and when the person proved who they are (SAML Core 2.0, 2.7.2).</summary>
internal sealed record AuthnCheck(DateTimeOffset AuthenticatedAt, string Context, string? SessionIndex, DateTimeOffset? SessionNotOnOrAfter)
{
    private const int LongestIndex = 256;

    public static AuthnCheck Run(XmlElement statement, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
    {
        var authenticatedAt = CheckInstant(statement.Attribute("AuthnInstant"), expected, now, checks);
        var end = CheckSession(statement.Attribute("SessionNotOnOrAfter"), now, checks);
        var index = statement.Attribute("SessionIndex");
        var context = statement.Child(SamlNames.Assertion, "AuthnContext")!.Child(SamlNames.Assertion, "AuthnContextClassRef")?.Text();
        checks.Require(SamlRefusal.AuthnStatementWrong, index is null or { Length: >= 1 and <= LongestIndex }, $"a SessionIndex of at most {LongestIndex} characters, or none", index);
        var isRight = context is { Length: > 0 } && (expected.AuthnContexts.Count == 0 || expected.AuthnContexts.Contains(context, StringComparer.Ordinal));
        checks.Require(SamlRefusal.AuthnContextWrong, isRight, expected.AuthnContexts.Count == 0 ? "any" : string.Join(", ", expected.AuthnContexts), context);
        return new(authenticatedAt, context!, index, end);
    }

    private static DateTimeOffset CheckInstant(string? text, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
    {
        var instant = Instants.Read(text);
        checks.Require(SamlRefusal.AuthenticationInFuture, instant <= now + expected.Skew, $"before {Instants.Write(now)}", text);
        if (expected.Request is { WantsAuthentication: true, SentAt: var sentAt })
        {
            // A provider that takes no notice of ForceAuthn answers with the sign-in of this morning.
            checks.Require(SamlRefusal.AuthenticationTooOld, instant >= sentAt - expected.Skew, $"after {Instants.Write(sentAt)}", text);
        }

        return instant!.Value;
    }

    private static DateTimeOffset? CheckSession(string? text, DateTimeOffset now, Checklist checks)
    {
        if (text is null)
        {
            return null;
        }

        var end = Instants.Read(text);
        checks.Require(SamlRefusal.SessionExpired, end > now, $"after {Instants.Write(now)}", text);
        return end;
    }
}
