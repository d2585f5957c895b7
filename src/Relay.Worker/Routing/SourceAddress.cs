using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>From which address a destination would be reached.</summary>
/// <param name="IsKnown">False where it is not our socket that goes there, but a proxy's.</param>
/// <param name="Address">Null: nothing leads there.</param>
internal readonly record struct SourceAddress(bool IsKnown, NetAddress? Address)
{
    public static readonly SourceAddress Unknown;

    public static readonly SourceAddress None = new(true, null);

    public static SourceAddress Of(NetAddress address) => new(true, address);
}
