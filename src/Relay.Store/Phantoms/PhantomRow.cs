namespace Relay.Store.Phantoms;

/// <summary>A row of <c>phantom</c>, or where <paramref name="Retired"/> is 1 of <c>retired_phantom</c>.</summary>
internal sealed record PhantomRow(long Id, long Tag, string Domain, long Retired);
