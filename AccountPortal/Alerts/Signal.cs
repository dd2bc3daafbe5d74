namespace AccountPortal.Alerts;

/// <summary>Something unusual about a sign-in or a session, with the facts that show it ("from": "DE", "to": "BR"); never a secret.</summary>
public sealed record Signal(string Kind, DateTimeOffset At, Dictionary<string, string> Evidence);
