using System.Diagnostics;

namespace AccountPortal.Telemetry;

/// <summary>Work beside the requests that is worth following: its statements hang below it. Nothing is made where nobody listens.</summary>
internal static class Spans
{
    public const string SourceName = "AccountPortal";

    private static readonly ActivitySource Source = new(SourceName);

    public static System.Diagnostics.Activity? Start(string name) => Source.StartActivity(name);
}
