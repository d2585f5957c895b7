using Relay.Store.Model;
using Relay.Worker.Linux;

namespace Relay.Worker.Routing;

/// <summary>From which address a destination would be reached.</summary>
/// <param name="IsKnown">False where it is not our socket that goes there, but a proxy's.</param>
/// <param name="Address">Null: nothing leads there.</param>
/// <param name="Traits">What there is about it.</param>
internal readonly record struct SourceAddress(bool IsKnown, NetAddress? Address, AddressTraits Traits = AddressTraits.None)
{
    public static readonly SourceAddress Unknown;

    public static readonly SourceAddress None = new(true, null);

    public static SourceAddress Of(NetAddress address, AddressTraits traits = AddressTraits.None) => new(true, address, traits);

    public bool IsDeprecated => (Traits & AddressTraits.Deprecated) != 0;

    public bool IsEncapsulated => (Traits & AddressTraits.Encapsulated) != 0;
}
