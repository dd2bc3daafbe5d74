using System.Globalization;

namespace AccountPortal.Sessions.Cache;

internal enum FeedMessageKind
{
    /// <summary>Too much changed to name it, or nobody here understands what.</summary>
    Everything,
    Sessions,
    Accounts,

    /// <summary>A node's word to itself; the number is when it was sent.</summary>
    Heartbeat,

    /// <summary>A node asks itself whether all that was committed before has arrived; the number tells which time.</summary>
    Asked,
}

/// <summary>What the triggers and the nodes say on the channel: a letter, a colon, and ids without hyphens with commas between, or a node's name and a number.</summary>
internal sealed record FeedMessage(FeedMessageKind Kind)
{
    private static readonly FeedMessage Everything = new(FeedMessageKind.Everything);

    public IReadOnlyList<Guid> Ids { get; private init; } = [];

    public string Node { get; private init; } = "";

    public long Number { get; private init; }

    public static string Heartbeat(string node, long sentAt) => string.Create(CultureInfo.InvariantCulture, $"h:{node},{sentAt}");

    public static string Asked(string node, long number) => string.Create(CultureInfo.InvariantCulture, $"q:{node},{number}");

    /// <summary>Reads a payload; what it does not understand means everything.</summary>
    public static FeedMessage Parse(string payload)
    {
        var rest = payload.Length > 2 && payload[1] == ':' ? payload[2..] : "";
        return (rest.Length > 0 ? payload[0] : ' ') switch
        {
            's' => WithIds(FeedMessageKind.Sessions, rest),
            'u' => WithIds(FeedMessageKind.Accounts, rest),
            'h' => WithNumber(FeedMessageKind.Heartbeat, rest),
            'q' => WithNumber(FeedMessageKind.Asked, rest),
            _ => Everything,
        };
    }

    private static FeedMessage WithIds(FeedMessageKind kind, string text)
    {
        var parts = text.Split(',');
        var ids = new Guid[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Guid.TryParseExact(parts[i], "N", out ids[i]))
            {
                return Everything;
            }
        }

        return new(kind) { Ids = ids };
    }

    private static FeedMessage WithNumber(FeedMessageKind kind, string text) =>
        text.Split(',') is [var node, var number] && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new(kind) { Node = node, Number = value }
            : Everything;
}
