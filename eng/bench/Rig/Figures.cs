using System.Globalization;

namespace AccountPortal.Bench;

/// <summary>What was measured, a line each, in milliseconds.</summary>
internal static class Figures
{
    public static void Print(string name, List<double> milliseconds)
    {
        milliseconds.Sort();
        Print($"{name}-median", milliseconds[milliseconds.Count / 2]);
        // The worst of a hundred is not yet the 99th percentile of two hundred: one may lie above.
        Print($"{name}-p99", milliseconds[Math.Max(0, (int)Math.Ceiling(0.99 * milliseconds.Count) - 1)]);
        Print($"{name}-worst", milliseconds[^1]);
    }

    public static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###}"));
}
