using System.Globalization;
using System.Runtime.CompilerServices;

namespace AccountPortal.Activity;

/// <summary>Security events as lines of a table; times are UTC.</summary>
public static class ActivityCsv
{
    public static readonly IReadOnlyList<string> Header = ["time", "event", "kind", "outcome", "device", "address", "network", "city", "country", "session"];

    public static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(
        IAsyncEnumerable<SecurityEvent> events, EventReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            yield return
            [
                happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                EventWords.Sentence(happened, reader),
                happened.Kind,
                happened.Outcome,
                happened.DeviceName,
                happened.Ip?.ToString(),
                happened.Network,
                happened.City,
                happened.Country,
                happened.IsByAnother ? null : happened.SessionId?.ToString(),
            ];
        }
    }
}
