using AccountPortal.Retention;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace AccountPortal.Activity;

/// <summary>Security events as lines of a table; times are UTC. Owners get what <see cref="OwnersView"/> leaves, administrators also whose, by whom and why.</summary>
public static class ActivityCsv
{
    private static readonly IReadOnlyList<string> Owners = ["time", "event", "kind", "outcome", "device", "address", "network", "city", "country", "session"];

    public static IReadOnlyList<string> Header(EventReader reader) => reader == EventReader.Owner ? Owners : [.. Owners, "account", "actor", "details"];

    public static async IAsyncEnumerable<IReadOnlyList<string?>> Rows(
        IAsyncEnumerable<SecurityEvent> events, EventReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            yield return reader == EventReader.Owner
                ? Cells(OwnersView.Of(happened), reader)
                : [.. Cells(happened, reader), happened.AccountId?.ToString(), happened.ActorId?.ToString(), JsonSerializer.Serialize(happened.Details, JsonSerializerOptions.Default)];
        }
    }

    private static IReadOnlyList<string?> Cells(SecurityEvent happened, EventReader reader) =>
    [
        happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        EventWords.Sentence(happened, reader),
        happened.Kind,
        happened.Outcome,
        happened.DeviceName,
        happened.Ip is { } address ? CutAddress.Text(address) : null,
        happened.Network,
        happened.City,
        happened.Country,
        happened.SessionId?.ToString(),
    ];
}
