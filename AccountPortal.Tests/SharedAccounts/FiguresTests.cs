using AccountPortal.SharedAccounts;
using AccountPortal.Tests.SharedAccounts.Simulation;
using Xunit.Abstractions;

namespace AccountPortal.Tests.SharedAccounts;

/// <summary>How well shared accounts are found, on histories that no tuning has seen: other seeds, other cities and networks, ranges drawn by dice.</summary>
public class FiguresTests(ITestOutputHelper output)
{
    private const int HeldOutSeed = 81_000_000;
    private const int Histories = 400;

    // The aim, and it is met: measured once in the world G were 96.13 % found at 0.25 % flagged, without places 93.81 % at 0.54 %. Hardest to find are
    // accounts shared across households (90.2 %), most often flagged people with four devices (0.7 %). G was made after the last tuning; B to F are spent:
    // tuning draws from their ranges. Nothing was tuned after that look.
    private const double LeastFound = 0.95;
    private const double MostFlagged = 0.01;

    [Fact]
    public void Shared_accounts_are_found_and_people_alone_are_left_alone_and_without_places_fewer_are_found_and_no_more_flagged()
    {
        var (flagged, flaggedWithoutPlaces) = Measure(SimulatedKinds.OfOne);
        var (found, foundWithoutPlaces) = Measure(SimulatedKinds.Shared);
        output.WriteLine($"found {found:P2} of shared accounts, flagged {flagged:P2} of accounts of one person");
        output.WriteLine($"without places: found {foundWithoutPlaces:P2} of shared accounts, flagged {flaggedWithoutPlaces:P2} of accounts of one person");
        Assert.InRange(found, LeastFound, 1);
        Assert.InRange(flagged, 0, MostFlagged);
        Assert.InRange(foundWithoutPlaces, 0.85, found);
        Assert.InRange(flaggedWithoutPlaces, 0, MostFlagged);
    }

    private (double With, double Without) Measure(IReadOnlyList<SimulatedKind> kinds)
    {
        var shares = kinds.Select(kind =>
        {
            // Histories take longer to make than to judge.
            var over = Enumerable.Range(0, Histories).AsParallel().Select(number => SimulatedHistory.Make(kind, SimulatedRange.G, HeldOutSeed + (number * 17) + (int)kind).Traces)
                .Select(traces => (With: SharedAccountScore.Of(traces).IsOverLine, Without: SharedAccountScore.Of(traces.Select(WithoutPlace)).IsOverLine)).ToList();
            var (with, without) = ((double)over.Count(judged => judged.With) / Histories, (double)over.Count(judged => judged.Without) / Histories);
            output.WriteLine($"{kind,-24} {with:P1} over the line, {without:P1} without places");
            return (with, without);
        }).ToList();
        return (shares.Average(share => share.with), shares.Average(share => share.without));
    }

    private static SessionTrace WithoutPlace(SessionTrace trace) => trace with
    {
        Country = null, City = null, Latitude = null, Longitude = null, Before = [.. trace.Before.Select(point => point with { Country = null, City = null })],
    };
}
