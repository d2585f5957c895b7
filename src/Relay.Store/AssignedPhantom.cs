using Relay.Store.Model;

namespace Relay.Store;

/// <summary>The phantom of a name, or the limit that it has none for now.</summary>
public readonly record struct AssignedPhantom(Phantom Phantom, PhantomLimit Limit = PhantomLimit.None);
