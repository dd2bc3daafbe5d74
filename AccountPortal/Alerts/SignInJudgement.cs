using System.Globalization;
using AccountPortal.Accounts;
using AccountPortal.Activity;
using AccountPortal.Data;
using AccountPortal.Devices;
using AccountPortal.Places;
using AccountPortal.Shared;
using AccountPortal.SignIn;
using Microsoft.EntityFrameworkCore;

namespace AccountPortal.Alerts;

/// <summary>Judges a sign-in: what is unusual about it, by which evidence. The very first sign-in of an account has nothing to be compared with.</summary>
public sealed class SignInJudgement(PortalDbContext db, TimeProvider clock)
{
    /// <summary>After so long without a sign-in the next one is told.</summary>
    public static readonly TimeSpan LongInactivity = TimeSpan.FromDays(90);

    /// <summary>Faster than an airliner, door to door.</summary>
    public const double FastestTravel = 900;

    /// <summary>Nearer than this, places of addresses are too coarse to say anything.</summary>
    public const double NearestTravel = 500;

    public const int ManyFailures = 5;

    // Older refusals have had their mail, or nobody came of them.
    private static readonly TimeSpan FailureWindow = TimeSpan.FromHours(24);

    /// <summary>Reads what was before this sign-in, so it comes before the sign-in's own rows are saved. The caller holds the account's lock.</summary>
    public async Task<Signal[]> JudgeAsync(Account account, SeenDevice seen, Place place, CancellationToken cancellationToken)
    {
        if (account.LastSignInAt is not { } last)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        var signals = new List<Signal>();
        AddDevice(signals, seen, now);
        AddPlace(signals, seen, place, now);
        if (now - last >= LongInactivity)
        {
            signals.Add(new Signal(SignalKind.LongInactivity, now, new() { ["days"] = Number((now - last).Days) }));
        }

        if (await TravelAsync(account.Id, place, now, cancellationToken) is { } travel)
        {
            signals.Add(travel);
        }

        await AddFailuresAsync(signals, account.Id, seen, place, last, now, cancellationToken);
        return [.. signals];
    }

    private static void AddDevice(List<Signal> signals, SeenDevice seen, DateTimeOffset now)
    {
        if (seen.Familiarity == Familiarity.New)
        {
            signals.Add(new Signal(SignalKind.NewDevice, now, new() { ["device"] = seen.Device.DeviceName }));
        }
    }

    // A private address is a matter of the building, and says nothing about where in the world it is.
    private static void AddPlace(List<Signal> signals, SeenDevice seen, Place place, DateTimeOffset now)
    {
        if (place.IsPrivate)
        {
            return;
        }

        if (seen.Networks.Count > 0 && !seen.Networks.Contains(place.Network))
        {
            signals.Add(new Signal(SignalKind.NewNetwork, now, place.NetworkName is null
                ? new() { ["network"] = place.Network }
                : new() { ["network"] = place.Network, ["name"] = place.NetworkName }));
        }

        if (place.Country is not null && seen.Countries.Count > 0 && !seen.Countries.Contains(place.Country))
        {
            signals.Add(new Signal(SignalKind.NewCountry, now, new() { ["country"] = place.Country, ["known"] = string.Join(' ', seen.Countries.Order(StringComparer.Ordinal)) }));
        }
    }

    private async Task<Signal?> TravelAsync(Guid userId, Place place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (place.Latitude is null)
        {
            return null;
        }

        // Where the account was last, whether or not that session still lives.
        var live = db.Sessions.Where(row => row.UserId == userId && row.Latitude != null).OrderByDescending(row => row.LastActiveAt)
            .Select(row => new Stop(row.LastActiveAt, row.Country, row.City, row.Latitude, row.Longitude));
        var ended = db.EndedSessions.Where(row => row.UserId == userId && row.Latitude != null).OrderByDescending(row => row.LastActiveAt)
            .Select(row => new Stop(row.LastActiveAt, row.Country, row.City, row.Latitude, row.Longitude));
        var before = await live.FirstOrDefaultAsync(cancellationToken);
        var beforeThat = await ended.FirstOrDefaultAsync(cancellationToken);
        var stop = before is null || beforeThat?.At > before.At ? beforeThat : before;
        if (stop is null || place.KilometresTo(stop.Place) is not { } kilometres || kilometres < NearestTravel)
        {
            return null;
        }

        // Two sign-ins in the same moment are not a division by nothing.
        var took = now - stop.At > TimeSpan.FromMinutes(1) ? now - stop.At : TimeSpan.FromMinutes(1);
        return kilometres / took.TotalHours <= FastestTravel
            ? null
            : new Signal(SignalKind.ImpossibleTravel, now, new()
            {
                ["kilometres"] = Number((int)kilometres),
                ["from"] = stop.Place.Describe() ?? "another place",
                ["ago"] = Duration.InWords(took),
            });
    }

    // A person who mistypes at home has told themselves already: what is counted there is left out where the browser is known.
    private async Task AddFailuresAsync(
        List<Signal> signals, Guid userId, SeenDevice seen, Place place, DateTimeOffset last, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var since = now - FailureWindow > last ? now - FailureWindow : last;
        var refused = await db.SecurityEvents.AsNoTracking()
            .Where(row => row.AccountId == userId && row.Kind == EventKind.SignIn && row.Outcome == EventOutcome.Refused && row.At > since)
            .OrderByDescending(row => row.Id)
            .Take(1000)
            .Select(row => new { row.Network, row.Details })
            .ToListAsync(cancellationToken);
        var others = refused.Where(row => seen.Familiarity != Familiarity.Known || row.Network != place.Network).ToList();
        var codes = others.Count(row => row.Details.GetValueOrDefault("reason") is SecondStep.WrongCode or SecondStep.TooManyCodes);
        if (others.Count - codes >= ManyFailures)
        {
            signals.Add(new Signal(SignalKind.ManyFailures, now, new() { ["count"] = Number(others.Count - codes) }));
        }

        if (codes > 0)
        {
            signals.Add(new Signal(SignalKind.WrongSecondFactor, now, new() { ["count"] = Number(codes) }));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Stop(DateTimeOffset At, string? Country, string? City, double? Latitude, double? Longitude)
    {
        public Place Place => new(Country, City, Latitude, Longitude, "", null, false);
    }
}
