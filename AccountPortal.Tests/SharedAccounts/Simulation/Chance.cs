namespace AccountPortal.Tests.SharedAccounts.Simulation;

/// <summary>What the simulation asks of its dice, which are seeded: the same seed, the same histories.</summary>
public static class Chance
{
    public static T Pick<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public static bool Is(this Random random, double probability) => random.NextDouble() < probability;

    public static double Between(this Random random, (double Least, double Most) range) => range.Least + (random.NextDouble() * (range.Most - range.Least));

    public static int Between(this Random random, (int Least, int Most) range) => random.Next(range.Least, range.Most + 1);

    /// <summary>Exponentially distributed around a mean: most are short, a few are long.</summary>
    public static double Around(this Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    public static Guid NextGuid(this Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
