using Relay.Store;

namespace Relay.PdnsBackend.Answering;

/// <summary>What answers are made from, and what is to be closed at the end.</summary>
internal sealed record OpenedStore(IPhantoms Phantoms, ISnapshots Snapshots, IAsyncDisposable? Owner = null);
