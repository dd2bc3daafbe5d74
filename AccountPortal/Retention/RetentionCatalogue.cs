namespace AccountPortal.Retention;

/// <summary>All rules there are, in the order in which they are applied and shown.</summary>
public sealed class RetentionCatalogue
{
    public RetentionCatalogue(IEnumerable<IRetentionRules> features)
    {
        Rules = [.. features.SelectMany(feature => feature.Rules)];
        if (Rules.GroupBy(rule => rule.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two rules of retention are called \"{twice.Key}\".");
        }
    }

    public IReadOnlyList<RetentionRule> Rules { get; }
}
