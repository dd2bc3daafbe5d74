using System.Xml;

namespace AccountPortal.Saml.Reading;

/// <summary>Under which conditions the assertion holds (SAML Core 2.0, 2.5.1). One that nobody here knows makes it worthless (2.5.1.1), which the grammar sees to.</summary>
internal static class ConditionsCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <returns>Until when it is valid.</returns>
    public static DateTimeOffset Run(XmlElement conditions, ExpectedResponse expected, DateTimeOffset now, Checklist checks)
    {
        var (start, end) = (Instants.Read(conditions.Attribute("NotBefore")), Instants.Read(conditions.Attribute("NotOnOrAfter")));
        checks.Require(SamlRefusal.ConditionsNotYetValid, start <= now + expected.Skew, $"before {Instants.Write(now)}", conditions.Attribute("NotBefore"));
        checks.Require(SamlRefusal.ConditionsExpired, now - expected.Skew < end, $"after {Instants.Write(now)}", conditions.Attribute("NotOnOrAfter"));
        checks.Require(SamlRefusal.ConditionsTooLong, end - start <= Longest, $"at most {Longest.TotalHours:0} hours", (end - start).ToString());
        CheckAudience(conditions, expected, checks);
        return end!.Value;
    }

    // Each restriction by itself has to name us: they are joined by "and", their audiences by "or" (SAML Core 2.0, 2.5.1.4).
    private static void CheckAudience(XmlElement conditions, ExpectedResponse expected, Checklist checks)
    {
        var restrictions = conditions.Children(SamlNames.Assertion, "AudienceRestriction").Select(Audiences).ToList();
        checks.Require(
            SamlRefusal.AudienceWrong,
            restrictions.Count > 0 && restrictions.All(audiences => audiences.Contains(expected.EntityId, StringComparer.Ordinal)),
            expected.EntityId,
            restrictions.Count == 0 ? null : string.Join("; ", restrictions.Select(audiences => string.Join(", ", audiences))));
    }

    private static List<string> Audiences(XmlElement restriction) => [.. restriction.Children(SamlNames.Assertion, "Audience").Select(audience => audience.Text())];
}
