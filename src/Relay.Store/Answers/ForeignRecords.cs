namespace Relay.Store.Answers;

/// <summary>What the internet side said of a name and type: the data of its records, perhaps none, and how long they may be kept. Names in the data are not compressed.</summary>
public sealed record ForeignRecords(IReadOnlyList<byte[]> Data, uint Ttl);
