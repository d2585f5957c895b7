using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>The records of one name and type as a server gave them, perhaps none; or why there are none to tell of. <paramref name="Expiry"/> is of the loop's clock.</summary>
internal sealed record FoundRecords(Outcome Outcome, IReadOnlyList<byte[]> Data, long Expiry, string? Reason);
