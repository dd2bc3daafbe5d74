using AccountPortal.Admin;

namespace AccountPortal.Tests.Admin;

/// <summary>Texts are looked for in turn.</summary>
public class SearchTurnsTests
{
    [Fact]
    public async Task As_many_as_there_are_cores_have_a_turn_and_who_comes_then_waits_for_one()
    {
        using var turns = new SearchTurns();
        var taken = new List<IDisposable>();
        for (var i = 0; i < Environment.ProcessorCount; i++)
        {
            taken.Add(await turns.TakeAsync(CancellationToken.None));
        }

        var next = turns.TakeAsync(CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var impatient = turns.TakeAsync(gone.Token);
        Assert.False(next.IsCompleted);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        taken[0].Dispose();
        using var turn = await next;
        Assert.False(turns.TakeAsync(CancellationToken.None).IsCompleted);
    }
}
