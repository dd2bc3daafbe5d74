using System.Net;
using AccountPortal.Places;
using Microsoft.EntityFrameworkCore.Query;

namespace AccountPortal.Sessions;

/// <summary>A session's way from one address to another, both as the databases of places know them today.</summary>
public sealed record SessionMove(IPAddress FromAddress, Place From, IPAddress ToAddress, Place To)
{
    public bool IsAbroad => From.Country is not null && To.Country is not null && From.Country != To.Country;

    /// <summary>
    /// Of two addresses in one autonomous system, /24 or /48 it is <c>false</c>, and so of an IPv4 and an IPv6 address without their systems: who
    /// has both at home goes to and fro between them, and nothing tells that they are one network.
    /// </summary>
    public bool IsToOtherNetwork =>
        From.Network != To.Network && (FromAddress.AddressFamily == ToAddress.AddressFamily || (From.HasSystem && To.HasSystem));

    internal void Write(UpdateSettersBuilder<Session> set) => set
        .SetProperty(session => session.Ip, ToAddress)
        .SetProperty(session => session.Network, To.Network)
        .SetProperty(session => session.Country, To.Country)
        .SetProperty(session => session.City, To.City)
        .SetProperty(session => session.Latitude, To.Latitude)
        .SetProperty(session => session.Longitude, To.Longitude);
}
