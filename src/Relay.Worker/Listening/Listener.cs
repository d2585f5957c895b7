using Relay.Store.Model;

namespace Relay.Worker.Listening;

/// <summary>A listener at work: what flows know of the door they came through.</summary>
/// <param name="Name">As rules and the audit call it.</param>
/// <param name="Kind">What it speaks.</param>
/// <param name="OwnAddresses">
/// The addresses of its namespace: a transparent flow to one of them wants the gateway itself, and is refused.
/// </param>
/// <param name="MaxFlows">Flows open at once, at most; null: no limit of its own.</param>
internal sealed record Listener(string Name, ListenerKind Kind, IReadOnlySet<NetAddress> OwnAddresses, int? MaxFlows = null)
{
    /// <summary>Its open flows, on all loops.</summary>
    public Quota Flows { get; } = new(MaxFlows ?? int.MaxValue);
}
