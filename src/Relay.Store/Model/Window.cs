namespace Relay.Store.Model;

/// <summary>A compiled row of <c>ipv4_window</c>: its first address stands for the number <paramref name="First"/>, and so on.</summary>
/// <param name="Network">Of IPv4.</param>
/// <param name="Group">A substitution; null: <c>static_mapping</c>.</param>
/// <param name="First">Such that the last address of the network has a number too.</param>
public sealed record Window(NetPrefix Network, uint? Group, uint First)
{
    public uint NumberOf(NetAddress address) => First + (address.Low32 - Network.Address.Low32);
}
