using System.Diagnostics.Metrics;
using AccountPortal.Activity;

namespace AccountPortal.Telemetry;

/// <summary>
/// What the portal counts and measures of itself, for whoever operates it. Nobody is named: the values of tags are words of the program. Where nobody listens, a count
/// costs a comparison.
/// </summary>
internal static class Measures
{
    public const string MeterName = "AccountPortal";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> SignIns = Meter.CreateCounter<long>("portal.sign_ins", "{sign-in}", "Tries to sign in, by method and result.");

    private static readonly Counter<long> StepUps = Meter.CreateCounter<long>("portal.step_ups", "{confirmation}", "Tries to confirm that it's them, by method and result.");

    private static readonly Counter<long> SamlRefusals = Meter.CreateCounter<long>("portal.saml.refusals", "{message}", "SAML messages that were refused, by reason.");

    private static readonly Histogram<double> RevocationDelays = Meter.CreateHistogram(
        "portal.revocation.delay", "s", "How long a word through the change feed takes to this node and back, as that of a session that ended does.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });

    private static readonly Gauge<long> Sessions = Meter.CreateGauge<long>("portal.sessions.live", "{session}", "Sessions in the table: the same figure from each node.");

    private static readonly Gauge<double> Outbox = Meter.CreateGauge<double>("portal.outbox.age", "s", "How old the oldest mail is that still waits: the same figure from each node.");

    /// <summary>Counts what a security event tells of, if it is about getting in.</summary>
    public static void Happened(string kind, string outcome, IReadOnlyDictionary<string, string>? details)
    {
        var counter = kind switch
        {
            EventKind.SignIn => SignIns,
            EventKind.StepUp => StepUps,
            _ => null,
        };
        if (counter is { Enabled: true })
        {
            counter.Add(1, new("method", Word(details, "method", "unknown")), new("result", outcome == EventOutcome.Success ? outcome : Word(details, "reason", outcome)));
        }
    }

    /// <summary>A SAML message was refused.</summary>
    public static void SamlRefused(string reason) => SamlRefusals.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A word went through the feed.</summary>
    public static void Heard(TimeSpan after) => RevocationDelays.Record(after.TotalSeconds);

    public static void Read(long sessions, TimeSpan outboxAge)
    {
        Sessions.Record(sessions);
        Outbox.Record(outboxAge.TotalSeconds);
    }

    private static string Word(IReadOnlyDictionary<string, string>? details, string name, string otherwise) =>
        details?.GetValueOrDefault(name) is { Length: > 0 } word ? word : otherwise;
}
