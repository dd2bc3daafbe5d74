using AccountPortal.Places;

namespace AccountPortal.Tests.SharedAccounts.Simulation;

internal static class Geography
{
    public static double Kilometres(SimulatedCity from, SimulatedCity to) => Place(from).KilometresTo(Place(to))!.Value;

    /// <summary>The other city of the country that is nearest.</summary>
    public static SimulatedCity Neighbour(SimulatedCity city) => city.Country.Cities.Where(other => other != city).MinBy(other => Kilometres(city, other))!;

    private static Place Place(SimulatedCity city) => new(city.Country.Code, city.Name, city.Latitude, city.Longitude, "", null, false);
}
