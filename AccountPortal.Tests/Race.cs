namespace AccountPortal.Tests;

/// <summary>Many at once, let go together.</summary>
public static class Race
{
    public static async Task<T[]> RunAsync<T>(int count, Func<int, Task<T>> run)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runners = Enumerable.Range(0, count).Select(async number =>
        {
            await go.Task;
            return await run(number);
        }).ToList();
        go.SetResult();
        return await Task.WhenAll(runners);
    }
}
