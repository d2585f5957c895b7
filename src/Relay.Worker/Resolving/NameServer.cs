using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Where a DNS server listens, on UDP and TCP.</summary>
internal readonly record struct NameServer(NetAddress Address, ushort Port = 53)
{
    public override string ToString() => Port == 53 ? Address.ToString() : $"{Address} port {Port}";
}
