using AccountPortal.Places;

namespace AccountPortal.Alerts;

/// <summary>Says in plain words why a sign-in is unusual.</summary>
public static class SignalWords
{
    /// <summary>"a browser that was not used with this account before": to be put after "Why:".</summary>
    public static string Reason(Signal signal) => signal.Kind switch
    {
        SignalKind.NewDevice => "a browser that was not used with this account before",
        SignalKind.NewNetwork => $"a network that was not used with this account before{In(signal)}",
        SignalKind.NewCountry => $"a country that was not used with this account before: {Country(signal, "country")}",
        SignalKind.ImpossibleTravel => $"it is {Fact(signal, "kilometres")} km from {Fact(signal, "from")}, where the account was used {Fact(signal, "ago")} earlier",
        SignalKind.LongInactivity => $"the first sign-in for {Fact(signal, "days")} days",
        SignalKind.ManyFailures => $"it came after {Fact(signal, "count")} tries with a wrong password",
        SignalKind.WrongSecondFactor => $"somebody gave the right password and {Times(signal)} a wrong code before",
        SignalKind.Moved => $"it was used {(signal.Evidence.ContainsKey("country") ? $"in {Country(signal, "fromCountry")} before and then in {Country(signal, "country")}" : "from one network before and then from another")}",
        _ => "something else was unusual",
    };

    /// <summary>For the settings: what the person can have a mail about.</summary>
    public static string Choice(string kind) => kind switch
    {
        SignalKind.NewDevice => "A browser that was not used with my account before",
        SignalKind.NewNetwork => "A network that was not used with my account before",
        SignalKind.NewCountry => "A country that was not used with my account before",
        SignalKind.ImpossibleTravel => "Two places too far apart for the time between them",
        SignalKind.Moved => "A browser that is signed in and goes on from another network or country",
        SignalKind.LongInactivity => "The first sign-in after a long time",
        SignalKind.ManyFailures => "A sign-in after many wrong passwords",
        SignalKind.WrongSecondFactor => "The right password with a wrong code",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string In(Signal signal) => signal.Evidence.TryGetValue("name", out var name) ? $" ({name})" : "";

    private static string Times(Signal signal) => Fact(signal, "count") == "1" ? "once" : $"{Fact(signal, "count")} times";

    private static string Country(Signal signal, string name) => signal.Evidence.TryGetValue(name, out var code) ? CountryNames.Of(code) : "an unknown country";

    private static string Fact(Signal signal, string name) => signal.Evidence.GetValueOrDefault(name, "some");
}
