namespace AccountPortal.Alerts;

/// <summary>What can be unusual about a sign-in or a session; the text is what the database holds.</summary>
public static class SignalKind
{
    public const string NewDevice = "new-device";
    public const string NewNetwork = "new-network";
    public const string NewCountry = "new-country";
    public const string ImpossibleTravel = "impossible-travel";
    public const string LongInactivity = "long-inactivity";
    public const string ManyFailures = "many-failures";
    public const string WrongSecondFactor = "wrong-second-factor";

    /// <summary>The session itself went to another network or country.</summary>
    public const string Moved = "moved";

    /// <summary>The kinds that people choose from, in the order in which they are told of them.</summary>
    public static readonly IReadOnlyList<string> Choices = [NewDevice, NewCountry, ImpossibleTravel, NewNetwork, Moved, LongInactivity, ManyFailures, WrongSecondFactor];

    /// <summary>What brings a mail unless the person chose otherwise. Another network alone is where people go every day.</summary>
    public static readonly IReadOnlyList<string> MailedByDefault = [NewDevice, NewCountry, ImpossibleTravel, LongInactivity, ManyFailures, WrongSecondFactor];
}
