namespace AccountPortal.Saml;

/// <summary>
/// One check of a message as the reader did it: what the test sign-in's page shows and the administrators' log keeps. It is named after the refusal
/// that it can end in. What came is a stranger's text, cut off at <see cref="LongestGot"/> characters, to be escaped wherever it is shown.
/// </summary>
public sealed record CheckResult(SamlRefusal Check, string Expected, string Got, bool Passed)
{
    public const int LongestGot = 300;

    public string Name => CheckNames.Of(Check);
}
