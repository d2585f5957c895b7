using Relay.Store.Model;

namespace Relay.Worker.Listening;

/// <summary>A listener at work: what flows know of the door they came through.</summary>
/// <param name="Name">As rules and the audit call it.</param>
/// <param name="Kind">What it speaks.</param>
/// <param name="OwnAddresses">
/// The addresses of its namespace: a transparent flow to one of them wants the gateway itself, and is refused.
/// </param>
internal sealed record Listener(string Name, ListenerKind Kind, IReadOnlySet<NetAddress> OwnAddresses)
{
    /// <summary>Flows open at once, at most; null: no limit of its own.</summary>
    public int? MaxFlows { get; init; }
}
