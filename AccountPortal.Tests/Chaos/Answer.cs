using System.Net;

namespace AccountPortal.Tests.Chaos;

internal enum AnswerKind
{
    /// <summary>The portal answered, with whatever status.</summary>
    Answered,

    /// <summary>503 with Retry-After: the portal, or the proxy for it, says that it cannot now.</summary>
    Unavailable,

    /// <summary>Nothing came back, or the proxy says so (502, 504): whether it was done is not known.</summary>
    None,
}

/// <summary>What came back for one request, and when it was sent (of <see cref="System.Diagnostics.Stopwatch"/>).</summary>
internal sealed record Answer(AnswerKind Kind, HttpStatusCode Status, string Text, long SentAt)
{
    public bool Is(HttpStatusCode status) => Kind == AnswerKind.Answered && Status == status;

    public override string ToString() => $"{Kind} {(int)Status} {Text[..Math.Min(Text.Length, 300)]}";
}
