using AccountPortal.SharedAccounts.Evidence;

namespace AccountPortal.SharedAccounts;

/// <summary>What a part of a score is called.</summary>
internal static class PartWords
{
    public static string Of(string kind) => kind switch
    {
        PlacesApart.Kind => "Places too far apart",
        NetworksAtOnce.Kind => "Different networks at once",
        Households.Kind => "Devices that never meet",
        DevicesInAWeek.Kind => "Many devices",
        DevicesAtOnce.Kind => "Devices in use at once",
        LanguagesAndSystems.Kind => "Languages and systems",
        NoRest.Kind => "Hardly any rest",
        ManySessions.Kind => "Many sessions",
        _ => "Other evidence",
    };
}
