using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>Knows what belongs to the host where a way out dials.</summary>
internal interface IHostGuard
{
    /// <summary>The guard of the network namespaces whose sockets <paramref name="way"/> uses, as they are now.</summary>
    /// <param name="way">A chain's is that of its begin, a group's that of all its members: any may be taken.</param>
    /// <param name="fault">Why there is none: nothing can be dialed there.</param>
    OwnHostGuard? Of(Upstream way, out string? fault);
}
