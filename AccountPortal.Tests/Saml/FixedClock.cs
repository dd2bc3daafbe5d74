namespace AccountPortal.Tests.Saml;

/// <summary>A clock that stands where the messages of <see cref="Answer"/> are written.</summary>
internal sealed class FixedClock(TimeSpan offset = default) : TimeProvider
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now + offset;
}
