namespace AccountPortal.SharedAccounts;

/// <summary>
/// Which known device a sign-in was on, as its event tells it: the row of a session goes four weeks after its end, the event stays. When an account is
/// erased, the fact goes from its events.
/// </summary>
public static class SignedInDevice
{
    public const string Detail = "known-device";
}
