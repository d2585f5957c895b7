using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Finds source addresses: <see cref="SourceAddresses"/>, or what a test puts in its place.</summary>
internal interface ISourceAddresses
{
    ValueTask<SourceAddress> FindAsync(Upstream way, NetAddress destination);
}
