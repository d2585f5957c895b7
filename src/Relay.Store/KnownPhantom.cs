using Relay.Store.Model;

namespace Relay.Store;

/// <summary>A row of <c>phantom</c>, or of <c>retired_phantom</c>: then DNS no longer answers with it, but its address works.</summary>
public sealed record KnownPhantom(Phantom Phantom, string Domain, bool IsRetired);
