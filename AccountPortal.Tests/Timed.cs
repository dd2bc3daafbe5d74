namespace AccountPortal.Tests;

/// <summary>Tests that compare times run alone, when all others are done: what else keeps the processors busy would be measured with them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "Timed";
}
