namespace Relay.Store.Phantoms;

/// <summary>What a look-up by id found, and the highest id that was committed then.</summary>
internal sealed record FoundPhantoms(IReadOnlyList<PhantomRow> Rows, long HighestId);
