namespace Relay.Store.Phantoms;

/// <summary>Rows that were made for names, and those that were there before.</summary>
internal sealed record GivenPhantoms(IReadOnlyList<PhantomRow> Made, IReadOnlyList<PhantomRow> Known);
