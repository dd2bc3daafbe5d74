using System.Diagnostics;

namespace AccountPortal.Tests;

/// <summary>The one place where a test waits: for something that happens in the background, and not for longer than a bound.</summary>
public static class Eventually
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is not null, and returns it. Fails with <paramref name="what"/> after the bound.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> ask, TimeSpan? within = null)
        where T : class
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            var bound = within ?? Bound;
            Assert.True(Stopwatch.GetElapsedTime(started) < bound, $"This did not happen within {bound}: {what}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Asks until it is true.</summary>
    public static Task IsTrueAsync(string what, Func<Task<bool>> ask, TimeSpan? within = null) =>
        GetAsync(what, async () => await ask() ? "yes" : null, within);
}
