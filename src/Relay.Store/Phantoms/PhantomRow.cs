namespace Relay.Store.Phantoms;

/// <summary>A row of <c>phantom</c>.</summary>
internal sealed record PhantomRow(long Id, long Tag, string Domain);
