using Relay.Store.Model;
using Relay.Worker.Routing;

namespace Relay.Worker.Tests.Routing;

/// <summary>The same guard for all ways out but those of the namespaces that have their own.</summary>
internal sealed class FixedGuard(OwnHostGuard guard, params (string Netns, OwnHostGuard Guard)[] others) : IHostGuard
{
    public OwnHostGuard? Of(Upstream way, out string? fault)
    {
        fault = null;
        return way.Netns is { } netns ? others.Single(each => each.Netns == netns).Guard : guard;
    }
}
