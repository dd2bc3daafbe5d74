using System.Diagnostics;
using System.Globalization;

namespace AccountPortal.Tests.Chaos;

/// <summary>One row of the report.</summary>
internal sealed record ChaosRow(Fault Fault, Ledger Ledger, TimeSpan Took, DateTimeOffset From, DateTimeOffset Until)
{
    public MailCount Mails { get; set; } = new(0, 0, 0);

    public string? Skipped { get; init; }

    /// <summary>What is not as it should be; nothing, if all is.</summary>
    public IEnumerable<string> Failures()
    {
        if (Skipped is not null)
        {
            yield break;
        }

        foreach (var what in Ledger.Wrong.Select(each => $"answered {each}").Concat(Ledger.SignedOut.Select(each => $"signed out {each}")).Concat(Ledger.Accepted.Select(each => $"let in {each}")))
        {
            yield return what;
        }

        if (Ledger.Unavailable > 0 && !Fault.MayBeUnavailable)
        {
            yield return $"{Ledger.Unavailable} requests were told to come back";
        }

        if (Ledger.Unanswered > 0 && !Fault.MayLoseAnswers)
        {
            yield return $"{Ledger.Unanswered} requests had no answer";
        }

        if (Ledger.WorstPause > Fault.LongestPause)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"a pause of {Ledger.WorstPause.TotalSeconds:0.0} s");
        }

        if (Mails.Lost > 0)
        {
            yield return $"{Mails.Lost} mails were lost";
        }

        if (Mails.MoreThanTwice > 0)
        {
            yield return $"{Mails.MoreThanTwice} mails came more than twice";
        }
    }
}

/// <summary>Plays faults one after the other under the load and writes down what it saw.</summary>
internal sealed class ChaosRun(ChaosStage stage)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly List<ChaosRow> rows = [];

    public IReadOnlyList<ChaosRow> Rows => rows;

    public async Task PlayAsync(Fault fault)
    {
        var (before, ledger) = (stage.Traffic.Ledger, new Ledger(fault.Name));
        stage.Traffic.Ledger = ledger;
        // What was sent before the fault is none of its business, and the other way round.
        await Eventually.IsTrueAsync("what is under way is answered", () => Task.FromResult(before.UnderWay == 0), Bound);
        if (fault.Lacks(stage) is { } lack)
        {
            rows.Add(new ChaosRow(fault, ledger, default, default, default) { Skipped = lack });
            return;
        }

        var (began, from) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
        await fault.PlayAsync(stage);
        await stage.Traffic.DoAsync(3, Bound);
        var took = Stopwatch.GetElapsedTime(began);
        await stage.Traffic.VerifyAsync(stage.Nodes);
        rows.Add(new ChaosRow(fault, ledger, took, from, TimeProvider.System.GetUtcNow()));
    }

    public string Table()
    {
        string[] heads = ["fault", "took", "requests", "503", "no answer", "wrong", "pause", "signed out", "revoked, last let in", "let in too late", "keys lost", "mails", "lost", "twice", "verdict"];
        var lines = rows.Select(row => row.Skipped is { } lack ? [row.Fault.Name, .. Enumerable.Repeat("", heads.Length - 2), $"skipped: {lack}"] : (string[])[
            row.Fault.Name, Seconds(row.Took), Number(row.Ledger.Requests), Number(row.Ledger.Unavailable), Number(row.Ledger.Unanswered), Number(row.Ledger.Wrong.Count), Seconds(row.Ledger.WorstPause),
            Number(row.Ledger.SignedOut.Count), string.Create(CultureInfo.InvariantCulture, $"{row.Ledger.WorstLate.TotalMilliseconds:0} ms"), Number(row.Ledger.Accepted.Count), Number(row.Ledger.KeysLost),
            Number(row.Mails.Sent), Number(row.Mails.Lost), Number(row.Mails.Twice), row.Failures().Any() ? "WRONG" : "ok"]);
        return string.Join('\n', [$"| {string.Join(" | ", heads)} |", $"|{string.Concat(heads.Select(_ => " --- |"))}", .. lines.Select(line => $"| {string.Join(" | ", line)} |")]);
    }

    public IReadOnlyList<string> Failures() => [.. rows.SelectMany(row => row.Failures().Select(failure => $"{row.Fault.Name}: {failure}"))];

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
