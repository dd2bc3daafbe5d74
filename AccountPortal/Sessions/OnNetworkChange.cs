using System.ComponentModel;
using AccountPortal.Settings;

namespace AccountPortal.Sessions;

/// <summary>What happens to a session that goes on from a country or network where its device was not used before.</summary>
[TypeConverter(typeof(WordConverter))]
public enum OnNetworkChange
{
    /// <summary>It is marked, and goes on.</summary>
    Note,

    /// <summary>It goes on once the person has confirmed that it's them.</summary>
    StepUp,

    /// <summary>It ends.</summary>
    End,
}
