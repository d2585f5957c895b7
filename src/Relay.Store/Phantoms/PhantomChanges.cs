namespace Relay.Store.Phantoms;

/// <summary>What a look at the tables found.</summary>
/// <param name="NewestId">The id that was given last, whether its row is still there or not.</param>
/// <param name="Gone">Ids whose rows left <c>phantom</c>.</param>
/// <param name="Seen">What the next look begins from.</param>
/// <param name="Server">Another one than at the last look: the server was started anew, or it is another.</param>
internal sealed record PhantomChanges(long NewestId, IReadOnlyList<long> Gone, string Seen, string Server);
