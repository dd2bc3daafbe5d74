using System.Diagnostics;

namespace AccountPortal.Tests;

/// <summary>Compares what two pieces of work take, on a machine that does other things too and is not always as fast.</summary>
internal static class SameTime
{
    /// <summary>More often than that neither is done.</summary>
    public const int Most = 150;

    /// <summary>
    /// How many times as long <paramref name="other"/> takes as <paramref name="one"/>. Both are timed one right after the other, so that a slow moment slows both or one of
    /// them by chance, and the median pair counts. There are more pairs until it is as good as sure whether that lies within <paramref name="allowed"/>.
    /// </summary>
    public static async Task<double> RatioAsync(Func<Task> one, Func<Task> other, double allowed)
    {
        List<double> ratios = [];
        while (ratios.Count < Most && !IsSure())
        {
            // Who goes second may find something warm.
            var isTurned = ratios.Count % 2 == 1;
            var first = await TimeAsync(isTurned ? other : one);
            var second = await TimeAsync(isTurned ? one : other);
            ratios.Add(isTurned ? first / second : second / first);
            ratios.Sort();
        }

        return ratios[ratios.Count / 2];

        // The median of all pairs that there could be lies between these two in all but three of a thousand cases.
        bool IsSure()
        {
            var outer = (int)Math.Floor((ratios.Count - (3 * Math.Sqrt(ratios.Count))) / 2);
            return outer >= 0 && ratios.Count > 0 && Side(ratios[outer]) == Side(ratios[^(outer + 1)]);
        }

        int Side(double ratio) => ratio > allowed ? 1 : ratio < 1 / allowed ? -1 : 0;
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }
}
